package dev.axontask.engine.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that may be stored: checked, with defaults filled in.
 *
 * @param args the JSON text, serialised here and nowhere else
 * @param target what its attempts depend on, by the adapter's word
 * @param metadata a JSON object
 * @param delay null or positive
 */
record CheckedRequest(
    String adapter,
    String args,
    String target,
    @Nullable String name,
    @Nullable String description,
    Duration timeout,
    int priority,
    @Nullable Duration delay,
    @Nullable Instant runAt,
    List<String> tags,
    String metadata,
    @Nullable String idempotencyKey,
    QueuePolicy queue,
    RetryPolicy retries,
    TaskClocks clocks,
    Dependencies dependencies) {

  /** When the task may start, if that is later than its creation. */
  @Nullable Instant startsAt(Instant createdAt) {
    Instant at = delay != null ? createdAt.plus(delay) : runAt;
    return at != null && at.isAfter(createdAt) ? at : null;
  }
}
