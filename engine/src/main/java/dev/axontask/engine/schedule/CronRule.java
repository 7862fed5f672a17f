package dev.axontask.engine.schedule;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression: second (may be left out), minute, hour, day of month, month, day of week.
 * Immutable.
 *
 * <p>The library says which wall clock times match. It is asked as if the day had no changes of the
 * clock; what a change does is decided here:
 *
 * <ul>
 *   <li>a rule whose hour is {@code *} follows elapsed time: it fires in both passes of an hour
 *       that comes twice, and not in an hour that is left out;
 *   <li>a rule that names hours follows the wall clock: a time that comes twice is fired the first
 *       time, and times that are left out are fired once, at the moment of the change.
 * </ul>
 */
public final class CronRule {
  /** Changes of the clock that are looked across: fifty years of two a year. */
  private static final int MOST_CHANGES = 100;

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final CronParser PARSER = new CronParser(definition());

  private final String text;
  private final ExecutionTime times;
  private final boolean everyHour;

  private CronRule(String text, ExecutionTime times, boolean everyHour) {
    this.text = text;
    this.times = times;
    this.everyHour = everyHour;
  }

  private static CronDefinition definition() {
    return CronDefinitionBuilder.defineCron()
        .withSeconds()
        .withValidRange(0, 59)
        .and()
        .withMinutes()
        .withValidRange(0, 59)
        .and()
        .withHours()
        .withValidRange(0, 23)
        .and()
        .withDayOfMonth()
        .withValidRange(1, 31)
        .supportsL()
        .supportsW()
        .supportsLW()
        .supportsQuestionMark()
        .and()
        .withMonth()
        .withValidRange(1, 12)
        .and()
        .withDayOfWeek()
        .withValidRange(0, 7)
        .withMondayDoWValue(1)
        .withIntMapping(7, 0)
        .supportsHash()
        .supportsL()
        .supportsQuestionMark()
        .and()
        .instance();
  }

  /**
   * Reads an expression of five or six fields.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  public static CronRule parse(String text) {
    String[] given = SPACE.split(text.strip(), -1);
    if (given.length != 5 && given.length != 6) {
      throw new IllegalArgumentException("it has " + given.length + " fields");
    }
    String whole = (given.length == 5 ? "0 " : "") + String.join(" ", given);
    String[] fields = SPACE.split(whole, -1);
    if (!any(fields[3]) && !any(fields[5])) {
      throw new IllegalArgumentException(
          "it restricts both the day of the month and the day of the week; leave one of them *");
    }
    return new CronRule(
        text.strip(), ExecutionTime.forCron(PARSER.parse(whole)), fields[2].equals("*"));
  }

  private static boolean any(String field) {
    return field.equals("*") || field.equals("?");
  }

  /** The first time after this one at which the zone's wall clock matches; empty if never. */
  public Optional<Instant> next(Instant after, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    ZoneOffset offset = rules.getOffset(after);
    LocalDateTime from = begin(rules, after, offset);
    Instant at = after;
    for (int changes = 0; changes < MOST_CHANGES; changes++) {
      Optional<LocalDateTime> match = match(from);
      ZoneOffsetTransition change = rules.nextTransition(at);
      if (match.isEmpty()) {
        return Optional.empty();
      }
      if (change == null || match.get().isBefore(change.getDateTimeBefore())) {
        return Optional.of(match.get().toInstant(offset));
      }
      if (firesAt(change, match.get())) {
        return Optional.of(change.getInstant());
      }
      at = change.getInstant();
      offset = change.getOffsetAfter();
      from = beyond(change);
    }
    return Optional.empty();
  }

  /**
   * The wall clock at an instant, to whole seconds; in the second pass of an hour that comes twice,
   * a rule that names hours has no more to do there.
   */
  private LocalDateTime begin(ZoneRules rules, Instant after, ZoneOffset offset) {
    LocalDateTime from = LocalDateTime.ofInstant(after, offset).truncatedTo(ChronoUnit.SECONDS);
    ZoneOffsetTransition last = rules.previousTransition(after.plusNanos(1));
    return last != null && last.isOverlap() && from.isBefore(beyond(last)) ? beyond(last) : from;
  }

  /** The last second of the wall clock that is over once the clock was changed. */
  private LocalDateTime beyond(ZoneOffsetTransition change) {
    boolean again = change.isGap() || everyHour;
    return (again ? change.getDateTimeAfter() : change.getDateTimeBefore()).minusSeconds(1);
  }

  /** Whether a time that matches is left out by a change, and so made up for at it. */
  private boolean firesAt(ZoneOffsetTransition change, LocalDateTime match) {
    return change.isGap() && !everyHour && match.isBefore(change.getDateTimeAfter());
  }

  private Optional<LocalDateTime> match(LocalDateTime after) {
    return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CronRule rule && rule.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was given. */
  @Override
  public String toString() {
    return text;
  }
}
