package dev.axontask.engine.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of a task besides the timeout of each attempt.
 *
 * @param scheduleToStart how long it may wait for its first attempt, from when it may start; null
 *     for ever
 * @param deadline when it ends, whichever attempt runs or waits then; null for never
 */
public record TaskClocks(@Nullable Duration scheduleToStart, @Nullable Instant deadline) {
  public static final TaskClocks NONE = new TaskClocks(null, null);
}
