package dev.axontask.engine.schedule;

import dev.axontask.engine.Limits;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.RequestText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks a request apart from its task, field by field, and collects what is wrong with it. */
final class ScheduleCheck {
  private static final String CRON_FORM =
      "write second minute hour day month weekday, such as \"0 30 3 * * MON-FRI\" (half past three"
          + " on working days)";

  private final ScheduleRequest request;
  private final Instant now;
  private final List<FieldProblem> problems = new ArrayList<>();

  private ScheduleCheck(ScheduleRequest request, Instant now) {
    this.request = request;
    this.now = now;
  }

  /**
   * What is wrong.
   *
   * @param now by the database's clock
   * @param timing whether the times are new; those of a schedule that goes on may have passed
   */
  static List<FieldProblem> problems(ScheduleRequest request, Instant now, boolean timing) {
    ScheduleCheck check = new ScheduleCheck(request, now);
    check.name();
    check.policies();
    if (timing) {
      check.timing();
    }
    check.problems.addAll(RunRequest.problems(request.task()));
    return List.copyOf(check.problems);
  }

  private void wrong(String field, String message) {
    problems.add(new FieldProblem(field, message));
  }

  private void name() {
    String name = request.name();
    RequestText.storable(name)
        .or(() -> RequestText.lengthUpTo(Limits.SCHEDULE_NAME_LENGTH, name))
        .or(() -> name.isBlank() ? Optional.of("is empty") : Optional.empty())
        .ifPresent(message -> wrong("name", message));
  }

  private void policies() {
    Policies policies = request.policies();
    if (policies.missedLimit() < 1 || policies.missedLimit() > Limits.SCHEDULE_MISSED_RUNS) {
      wrong("missed_run_limit", "has to be 1 to " + Limits.SCHEDULE_MISSED_RUNS);
    }
    Duration jitter = policies.jitter();
    if (jitter.isNegative() || jitter.compareTo(Limits.SCHEDULE_JITTER_MAX) > 0) {
      wrong("jitter_s", "has to be 0 to " + Limits.SCHEDULE_JITTER_MAX.toSeconds() + " seconds");
    }
  }

  private void timing() {
    long given =
        Stream.of(
                Optional.ofNullable(request.cron()),
                Optional.ofNullable(request.runAt()),
                Optional.ofNullable(request.delay()))
            .filter(Optional::isPresent)
            .count();
    if (given != 1) {
      wrong("cron", "give exactly one of cron, run_at and delay_s");
    } else if (request.cron() != null) {
      cron(request.cron(), zone());
    } else {
      runAt(request.runAt(now));
    }
    if (request.cron() == null && request.zone() != null) {
      wrong("zone", "is about cron alone; run_at carries its own offset");
    }
  }

  private @Nullable ZoneId zone() {
    String name = request.zoneOrUtc();
    try {
      if (ZoneId.getAvailableZoneIds().contains(name)) {
        return ZoneId.of(name);
      }
    } catch (DateTimeException unreadable) {
      // A name without rules is as unknown as any other.
      wrong("zone", "has no rules on this server: " + unreadable.getMessage());
      return null;
    }
    wrong("zone", "is no time zone; write an IANA name such as Europe/Berlin, or UTC");
    return null;
  }

  private void cron(String text, @Nullable ZoneId zone) {
    if (text.length() > Limits.SCHEDULE_CRON_LENGTH) {
      wrong("cron", "has more than " + Limits.SCHEDULE_CRON_LENGTH + " characters");
      return;
    }
    try {
      CronRule rule = CronRule.parse(text);
      if (zone != null && rule.next(now, zone).isEmpty()) {
        wrong("cron", "never comes: no date is like that; " + CRON_FORM);
      }
    } catch (IllegalArgumentException unreadable) {
      wrong("cron", "cannot be read: %s; %s".formatted(unreadable.getMessage(), CRON_FORM));
    }
  }

  private void runAt(@Nullable Instant at) {
    String field = request.delay() == null ? "run_at" : "delay_s";
    if (at == null || at.isBefore(now)) {
      wrong(field, "is in the past");
    } else if (at.isAfter(now.plus(Limits.DELAY_MAX))) {
      wrong(field, "is more than " + Limits.DELAY_MAX.toDays() + " days from now");
    }
  }
}
