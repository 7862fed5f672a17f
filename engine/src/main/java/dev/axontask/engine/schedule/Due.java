package dev.axontask.engine.schedule;

import java.time.Instant;

/**
 * A planned time that has come.
 *
 * @param planned the time itself, without jitter
 * @param held whether it waits for the end of an earlier run
 * @param madeUp how many missed times were made up for in a row before it
 * @param previousGoesOn whether the schedule's latest task has not ended
 */
public record Due(Instant planned, boolean held, int madeUp, boolean previousGoesOn) {}
