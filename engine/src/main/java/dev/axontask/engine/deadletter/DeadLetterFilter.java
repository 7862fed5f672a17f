package dev.axontask.engine.deadletter;

import dev.axontask.engine.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters; null means any.
 *
 * @param reason {@code attempts_exhausted} or {@code deadline}
 * @param since that became one at this time or later
 * @param redriven whether a task was started in its place
 * @param limit 1 to {@value #MAX_LIMIT}
 * @param before only those of tasks created before this one: {@link DeadLetterPage#next} of the
 *     page before
 */
public record DeadLetterFilter(
    @Nullable String adapter,
    @Nullable String tag,
    @Nullable String reason,
    @Nullable Instant since,
    @Nullable Boolean redriven,
    int limit,
    @Nullable TaskId before) {
  public static final int MAX_LIMIT = 200;
  public static final int DEFAULT_LIMIT = 50;

  public DeadLetterFilter {
    limit = Math.clamp(limit, 1, MAX_LIMIT);
  }

  /** The newest of any kind. */
  public static DeadLetterFilter any() {
    return new DeadLetterFilter(null, null, null, null, null, DEFAULT_LIMIT, null);
  }

  /** The same, of tasks created before this one. */
  DeadLetterFilter before(TaskId task) {
    return new DeadLetterFilter(adapter, tag, reason, since, redriven, limit, task);
  }

  /** The same of those that nobody started again, so many at once. */
  DeadLetterFilter notRedriven(int most) {
    return new DeadLetterFilter(adapter, tag, reason, since, false, most, before);
  }
}
