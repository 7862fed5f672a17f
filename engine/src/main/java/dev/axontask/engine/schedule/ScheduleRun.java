package dev.axontask.engine.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of a planned time, or of several in a row that nothing was started for.
 *
 * @param outcome {@code started}, {@code overlap}, {@code missed} or {@code failed}
 * @param skippedUntil the first planned time after those that were left out, of which there may be
 *     one or many; null if something was started or refused, and if no time came after
 * @param task the id of the task that was started
 * @param taskState how that task stands; null once it is gone
 * @param error why the task was refused
 */
public record ScheduleRun(
    Instant plannedAt,
    Instant decidedAt,
    String outcome,
    @Nullable Instant skippedUntil,
    @Nullable String task,
    @Nullable String taskState,
    @Nullable String error) {}
