package dev.axontask.engine.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a queue stands: the waiting tasks of a tenant for one adapter. Counts stop at {@value #MOST}.
 *
 * @param pausedAt null unless it is paused
 * @param depth tasks that are due and can be claimed, or could if the queue were not paused
 * @param held tasks that a key or a circuit breaker holds back
 * @param oldest since when the oldest of {@code depth} could have started
 */
public record QueueState(
    String adapter, @Nullable Instant pausedAt, int depth, int held, @Nullable Instant oldest) {
  /** Beyond this the exact number helps nobody, and counting would cost. */
  public static final int MOST = 100_000;
}
