package dev.axontask.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which moments a cron expression means. Berlin goes from 02:00 (+01:00) to 03:00 (+02:00) on 29
 * March 2026, and from 03:00 (+02:00) back to 02:00 (+01:00) on 25 October 2026.
 */
class CronRuleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId UTC = ZoneId.of("UTC");

  private static List<String> next(String cron, ZoneId zone, String after, int count) {
    CronRule rule = CronRule.parse(cron);
    List<String> times = new ArrayList<>();
    Instant at = OffsetDateTime.parse(after).toInstant();
    for (int i = 0; i < count; i++) {
      at = rule.next(at, zone).orElseThrow();
      times.add(at.atZone(zone).toOffsetDateTime().toString());
    }
    return times;
  }

  @Test
  void sixFieldsBeginWithTheSecondAndFiveWithTheMinute() {
    assertThat(next("*/20 * * * * *", UTC, "2026-11-21T10:00:00Z", 3))
        .containsExactly("2026-11-21T10:00:20Z", "2026-11-21T10:00:40Z", "2026-11-21T10:01Z");
    assertThat(next("30 3 * * *", UTC, "2026-11-21T10:00:00Z", 2))
        .containsExactly("2026-11-22T03:30Z", "2026-11-23T03:30Z");
  }

  @Test
  void theNextTimeIsLaterThanTheGivenOneAlsoWithinASecond() {
    assertThat(next("* * * * * *", UTC, "2026-11-21T10:00:00Z", 1))
        .containsExactly("2026-11-21T10:00:01Z");
    assertThat(next("* * * * * *", UTC, "2026-11-21T10:00:00.5Z", 1))
        .containsExactly("2026-11-21T10:00:01Z");
    assertThat(next("0 0 10 * * *", UTC, "2026-11-21T09:59:59.999999Z", 1))
        .containsExactly("2026-11-21T10:00Z");
  }

  @Test
  void sundayIsZeroAndSevenAndDaysHaveNames() {
    for (String sunday : List.of("0", "7", "SUN")) {
      assertThat(next("0 0 12 * * " + sunday, UTC, "2026-11-21T10:00:00Z", 1))
          .containsExactly("2026-11-22T12:00Z");
    }
    assertThat(next("0 0 12 * * MON-FRI", UTC, "2026-11-20T13:00:00Z", 2))
        .containsExactly("2026-11-23T12:00Z", "2026-11-24T12:00Z");
    assertThat(next("0 0 12 L * *", UTC, "2026-02-01T00:00:00Z", 2))
        .containsExactly("2026-02-28T12:00Z", "2026-03-31T12:00Z");
    assertThat(next("0 0 12 * * MON#1", UTC, "2026-11-21T10:00:00Z", 1))
        .containsExactly("2026-12-07T12:00Z");
  }

  @Test
  void aDailyTimeStaysAtItsWallClockTimeAcrossBothChanges() {
    assertThat(next("0 0 9 * * *", BERLIN, "2026-03-28T08:00:00Z", 2))
        .containsExactly("2026-03-29T09:00+02:00", "2026-03-30T09:00+02:00");
    assertThat(next("0 0 9 * * *", BERLIN, "2026-10-24T07:00:00Z", 2))
        .containsExactly("2026-10-25T09:00+01:00", "2026-10-26T09:00+01:00");
  }

  @Test
  void aTimeThatIsLeftOutIsFiredOnceAtTheChange() {
    assertThat(next("0 30 2 * * *", BERLIN, "2026-03-28T02:00:00Z", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
    assertThat(next("0 */10 2 * * *", BERLIN, "2026-03-28T01:50:00Z", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00");
    assertThat(next("0 30 2,3 * * *", BERLIN, "2026-03-28T03:00:00Z", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00");
    assertThat(next("0 0 2,3 * * *", BERLIN, "2026-03-28T03:00:00Z", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00");
  }

  @Test
  void aTimeThatComesTwiceIsFiredTheFirstTime() {
    assertThat(next("0 30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    assertThat(next("0 */30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 3))
        .containsExactly(
            "2026-10-25T02:00+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:00+01:00");
    assertThat(next("0 45 2 * * *", BERLIN, "2026-10-25T02:10:00+01:00", 1))
        .containsExactly("2026-10-26T02:45+01:00");
  }

  @Test
  void whatRunsEveryHourFollowsElapsedTimeThroughBothChanges() {
    assertThat(next("0 30 * * * *", BERLIN, "2026-03-29T01:00:00+01:00", 3))
        .containsExactly(
            "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00", "2026-03-29T04:30+02:00");
    assertThat(next("0 30 * * * *", BERLIN, "2026-10-25T02:00:00+02:00", 3))
        .containsExactly(
            "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-25T03:30+01:00");
    assertThat(next("30 59 * * * *", BERLIN, "2026-10-25T02:59:30+02:00", 2))
        .containsExactly("2026-10-25T02:59:30+01:00", "2026-10-25T03:59:30+01:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * * * *",
        "0 * * * * *",
        "0 0 * * * *",
        "0 0 2 * * *",
        "0 30 2 L * *",
        "0 15 2,3 * * *"
      })
  void timesAlwaysGoForwardThroughAWholeYearOfChanges(String cron) {
    CronRule rule = CronRule.parse(cron);
    for (String change : List.of("2026-03-28T23:30:00Z", "2026-10-24T23:30:00Z")) {
      Instant at = Instant.parse(change);
      for (int i = 0; i < 500; i++) {
        Instant next = rule.next(at, BERLIN).orElseThrow();
        assertThat(next).isAfter(at);
        at = next;
      }
    }
  }

  @Test
  void aLeapDayIsFoundYearsAheadAndADateThatIsNoneNever() {
    assertThat(next("0 0 12 29 2 *", BERLIN, "2026-11-21T10:00:00Z", 2))
        .containsExactly("2028-02-29T12:00+01:00", "2032-02-29T12:00+01:00");
    assertThat(CronRule.parse("0 0 12 30 2 *").next(Instant.parse("2026-11-21T10:00:00Z"), UTC))
        .isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|1 fields",
        "* * * *|4 fields",
        "* * * * * * *|7 fields",
        "60 * * * * *|60",
        "0 0 25 * * *|25",
        "a b c d e f|a",
        "0 0 3 1 * MON|both",
        "*/0 * * * * *|0"
      })
  void whatIsNoExpressionIsRefusedWithItsReason(String cron, String reason) {
    assertThatThrownBy(() -> CronRule.parse(cron))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
