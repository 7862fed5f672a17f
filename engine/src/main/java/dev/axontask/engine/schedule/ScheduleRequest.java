package dev.axontask.engine.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants a schedule to be. Not yet checked: {@link Schedules} does that and names what
 * is wrong. One of {@code cron}, {@code runAt} and {@code delay} is given; null elsewhere stands
 * for the usual.
 *
 * @param zone an IANA name, together with {@code cron}; null for UTC
 * @param delay from now
 * @param task what starts its tasks, a JSON object
 */
public record ScheduleRequest(
    String name,
    @Nullable String cron,
    @Nullable String zone,
    @Nullable Instant runAt,
    @Nullable Duration delay,
    @Nullable MissedRuns missed,
    @Nullable Integer missedLimit,
    @Nullable Overlap overlap,
    @Nullable Duration jitter,
    Map<String, @Nullable Object> task) {

  Policies policies() {
    Policies usual = Policies.USUAL;
    return new Policies(
        missed == null ? usual.missed() : missed,
        missedLimit == null ? usual.missedLimit() : missedLimit,
        overlap == null ? usual.overlap() : overlap,
        jitter == null ? usual.jitter() : jitter);
  }

  ScheduleKind kind() {
    if (cron != null) {
      return ScheduleKind.RECURRING;
    }
    return delay == null ? ScheduleKind.ONE_TIME : ScheduleKind.DELAYED;
  }

  String zoneOrUtc() {
    return zone == null ? "UTC" : zone;
  }

  /** The time of a schedule that has one, whose delay is from now. */
  @Nullable Instant runAt(Instant now) {
    return delay == null ? runAt : now.plus(delay);
  }
}
