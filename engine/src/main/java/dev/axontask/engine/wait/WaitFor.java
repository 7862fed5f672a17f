package dev.axontask.engine.wait;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What somebody waits for, besides the task's end, which always ends a wait.
 *
 * @param pattern a line of output that holds this; null for none
 * @param silence nothing is added to the log of a running task for so long; null for none
 * @param patience how long to wait
 */
public record WaitFor(
    @Nullable LinePattern pattern, @Nullable Duration silence, Duration patience) {}
