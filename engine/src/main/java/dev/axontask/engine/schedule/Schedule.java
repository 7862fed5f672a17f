package dev.axontask.engine.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it stood at one moment.
 *
 * @param principal who made it; its tasks are started in that name
 * @param cron of a recurring schedule
 * @param zone whose wall clock the cron expression is about
 * @param runAt of any other
 * @param adapter of its tasks
 * @param task what starts its tasks, as it was given: a JSON object
 * @param held whether it waits for the end of an earlier run
 * @param plannedAt the next planned time, or that at which it was paused; null once it has ended
 * @param nextRunAt when that is due: later by jitter, or while it is held
 * @param lastRunAt when the last task was started
 * @param lastTask the id of that task
 */
public record Schedule(
    ScheduleId id,
    String principal,
    String name,
    ScheduleKind kind,
    ScheduleState state,
    @Nullable String cron,
    String zone,
    @Nullable Instant runAt,
    String adapter,
    Map<String, @Nullable Object> task,
    Policies policies,
    boolean held,
    @Nullable Instant plannedAt,
    @Nullable Instant nextRunAt,
    @Nullable Instant lastRunAt,
    @Nullable String lastTask,
    Instant createdAt,
    Instant updatedAt) {

  /** The same as a request, to be changed. */
  public ScheduleRequest request() {
    return new ScheduleRequest(
        name,
        cron,
        kind == ScheduleKind.RECURRING ? zone : null,
        runAt,
        null,
        policies.missed(),
        policies.missedLimit(),
        policies.overlap(),
        policies.jitter(),
        task);
  }

  /** With other times, of which this is the first; once it had ended, it goes on. */
  Schedule beginning(ScheduleKind as, Instant planned) {
    return new Schedule(
        id,
        principal,
        name,
        as,
        state == ScheduleState.ENDED ? ScheduleState.ACTIVE : state,
        cron,
        zone,
        runAt,
        adapter,
        task,
        policies,
        false,
        planned,
        nextRunAt,
        lastRunAt,
        lastTask,
        createdAt,
        updatedAt);
  }

  /** When its planned times are. */
  public Timing timing() {
    return Timing.of(cron, zone, runAt);
  }

  /** The next planned times, without jitter; none unless it is active. */
  public List<Instant> nextTimes(int most) {
    return state == ScheduleState.ACTIVE && plannedAt != null
        ? timing().from(plannedAt, most)
        : List.of();
  }
}
