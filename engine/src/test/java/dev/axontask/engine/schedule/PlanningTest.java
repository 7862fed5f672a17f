package dev.axontask.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.schedule.Step.Fire;
import dev.axontask.engine.schedule.Step.Hold;
import dev.axontask.engine.schedule.Step.PassOver;
import dev.axontask.engine.schedule.Step.Skipped;
import dev.axontask.engine.schedule.Step.Then;
import dev.axontask.engine.schedule.Step.Why;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a planned time, decided without a database and without a clock. */
class PlanningTest {
  private static final Timing HOURLY =
      new Timing.Recurring(CronRule.parse("0 0 * * * *"), ZoneId.of("UTC"));

  private static Instant at(String time) {
    return Instant.parse("2026-11-21T" + time + "Z");
  }

  private static Step decide(MissedRuns missed, Overlap overlap, Due due, String now) {
    Policies policies = new Policies(missed, 3, overlap, Duration.ZERO);
    return new Planning(HOURLY, policies).decide(due, at(now));
  }

  private static Due due(String planned) {
    return new Due(at(planned), false, 0, false);
  }

  private static Then then(String next, int madeUp) {
    return new Then(Optional.of(at(next)), madeUp);
  }

  private static Skipped skipped(String first, String until, Why why) {
    return new Skipped(at(first), Optional.of(at(until)), why);
  }

  @Test
  void whatIsInTimeIsFiredWhateverThePolicyForMissedRuns() {
    for (MissedRuns missed : MissedRuns.values()) {
      assertThat(decide(missed, Overlap.SKIP, due("10:00:00"), "10:01:00"))
          .isEqualTo(new Fire(Optional.empty(), then("11:00:00", 0)));
    }
  }

  @Test
  void missedTimesAreLeftOutWhereThePolicySaysSo() {
    assertThat(decide(MissedRuns.SKIP, Overlap.SKIP, due("10:00:00"), "13:30:00"))
        .isEqualTo(new PassOver(skipped("10:00:00", "14:00:00", Why.MISSED), then("14:00:00", 0)));
  }

  @Test
  void oneMissedTimeIsMadeUpForAndTheOthersAreLeftOut() {
    assertThat(decide(MissedRuns.RUN_ONCE, Overlap.SKIP, due("10:00:00"), "13:30:00"))
        .isEqualTo(
            new Fire(
                Optional.of(skipped("11:00:00", "14:00:00", Why.MISSED)), then("14:00:00", 0)));
    assertThat(decide(MissedRuns.RUN_ONCE, Overlap.SKIP, due("10:00:00"), "10:30:00"))
        .isEqualTo(new Fire(Optional.empty(), then("11:00:00", 0)));
  }

  @Test
  void allMissedTimesAreMadeUpForUpToTheLimit() {
    assertThat(decide(MissedRuns.RUN_ALL, Overlap.SKIP, due("10:00:00"), "18:30:00"))
        .isEqualTo(new Fire(Optional.empty(), then("11:00:00", 1)));
    Due third = new Due(at("12:00:00"), false, 2, false);
    assertThat(decide(MissedRuns.RUN_ALL, Overlap.SKIP, third, "18:30:00"))
        .isEqualTo(new Fire(Optional.empty(), then("13:00:00", 3)));
    Due fourth = new Due(at("13:00:00"), false, 3, false);
    assertThat(decide(MissedRuns.RUN_ALL, Overlap.SKIP, fourth, "18:30:00"))
        .isEqualTo(new PassOver(skipped("13:00:00", "19:00:00", Why.MISSED), then("19:00:00", 0)));
  }

  @Test
  void whatIsInTimeAgainBeginsTheCountAnew() {
    Due due = new Due(at("12:00:00"), false, 3, false);
    assertThat(decide(MissedRuns.RUN_ALL, Overlap.SKIP, due, "12:00:10"))
        .isEqualTo(new Fire(Optional.empty(), then("13:00:00", 0)));
  }

  @Test
  void aStartWithinTheJitterIsInTime() {
    Policies policies = new Policies(MissedRuns.SKIP, 1, Overlap.SKIP, Duration.ofMinutes(30));
    Planning planning = new Planning(HOURLY, policies);
    assertThat(planning.decide(due("10:00:00"), at("10:30:59"))).isInstanceOf(Fire.class);
    assertThat(planning.decide(due("10:00:00"), at("10:31:01"))).isInstanceOf(PassOver.class);
  }

  @Test
  void anEarlierRunThatGoesOnIsDealtWithAsThePolicySays() {
    Due due = new Due(at("10:00:00"), false, 0, true);
    assertThat(decide(MissedRuns.SKIP, Overlap.ALLOW, due, "10:00:01"))
        .isEqualTo(new Fire(Optional.empty(), then("11:00:00", 0)));
    assertThat(decide(MissedRuns.SKIP, Overlap.SKIP, due, "10:00:01"))
        .isEqualTo(new PassOver(skipped("10:00:00", "11:00:00", Why.OVERLAP), then("11:00:00", 0)));
    assertThat(decide(MissedRuns.SKIP, Overlap.QUEUE_ONE, due, "10:00:01"))
        .isEqualTo(new Hold(false));
    assertThat(decide(MissedRuns.SKIP, Overlap.CANCEL_PREVIOUS, due, "10:00:01"))
        .isEqualTo(new Hold(true));
  }

  @Test
  void whatWaitedIsFiredHoweverLateAndOnceForAllThatCameMeanwhile() {
    Due held = new Due(at("10:00:00"), true, 0, false);
    assertThat(decide(MissedRuns.SKIP, Overlap.QUEUE_ONE, held, "13:30:00"))
        .isEqualTo(
            new Fire(
                Optional.of(skipped("11:00:00", "14:00:00", Why.OVERLAP)), then("14:00:00", 0)));
    Due goesOn = new Due(at("10:00:00"), true, 0, true);
    assertThat(decide(MissedRuns.SKIP, Overlap.QUEUE_ONE, goesOn, "13:30:00"))
        .isEqualTo(new Hold(false));
  }

  @Test
  void aMissedTimeThatIsMadeUpForMindsTheEarlierRunToo() {
    Due due = new Due(at("10:00:00"), false, 0, true);
    assertThat(decide(MissedRuns.RUN_ONCE, Overlap.SKIP, due, "13:30:00"))
        .isEqualTo(new PassOver(skipped("10:00:00", "14:00:00", Why.OVERLAP), then("14:00:00", 0)));
  }

  @Test
  void aSingleTimeIsTheLastOne() {
    Planning once = new Planning(new Timing.Once(at("10:00:00")), Policies.USUAL);
    assertThat(once.decide(due("10:00:00"), at("10:00:00")))
        .isEqualTo(new Fire(Optional.empty(), new Then(Optional.empty(), 0)));
    Planning skipping =
        new Planning(
            new Timing.Once(at("10:00:00")),
            new Policies(MissedRuns.SKIP, 1, Overlap.SKIP, Duration.ZERO));
    assertThat(skipping.decide(due("10:00:00"), at("12:00:00")))
        .isEqualTo(
            new PassOver(
                new Skipped(at("10:00:00"), Optional.empty(), Why.MISSED),
                new Then(Optional.empty(), 0)));
  }

  @Test
  void aDatabaseClockThatWasSetBackLeadsNoPlannedTimeBack() {
    Due held = new Due(at("10:00:00"), true, 0, false);
    assertThat(decide(MissedRuns.SKIP, Overlap.QUEUE_ONE, held, "08:30:00"))
        .isEqualTo(new Fire(Optional.empty(), then("11:00:00", 0)));
  }
}
