package dev.axontask.engine.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of an attempt, as far as it matters for what follows.
 *
 * @param number the attempt's, from 1
 * @param how the terminal state that the task would have if this were its only attempt
 * @param temporary whether the adapter calls its error transient
 * @param over whether the execution is known to be over; another attempt starts only then
 * @param clock which one ended it, if one did
 * @param cancelRequested whether somebody wants the task to end
 * @param untilDeadline time left for all attempts; null without a deadline
 */
public record EndedAttempt(
    int number,
    TaskState how,
    boolean temporary,
    boolean over,
    @Nullable TaskClock clock,
    boolean cancelRequested,
    @Nullable Duration untilDeadline) {}
