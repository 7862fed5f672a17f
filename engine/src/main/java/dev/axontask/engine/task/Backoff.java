package dev.axontask.engine.task;

import dev.axontask.engine.Limits;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pause before another attempt: exponential, with full jitter, so that what failed together
 * does not come back together.
 */
final class Backoff {
  private Backoff() {}

  /**
   * A pause of whole milliseconds, evenly from nothing to the longest for that attempt.
   *
   * @param attempt the one that failed, from 1
   */
  static Duration delay(int attempt, RandomGenerator random) {
    return Duration.ofMillis(random.nextLong(longest(attempt).toMillis() + 1));
  }

  /** 1 s after the first, twice as long after each, and never more than 5 minutes. */
  static Duration longest(int attempt) {
    int doublings = Math.min(attempt - 1, 30);
    Duration doubled = Limits.RETRY_BASE.multipliedBy(1L << doublings);
    return doubled.compareTo(Limits.RETRY_MAX) < 0 ? doubled : Limits.RETRY_MAX;
  }
}
