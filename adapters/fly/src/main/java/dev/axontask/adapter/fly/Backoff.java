package dev.axontask.adapter.fly;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a request is sent again: exponential with full jitter, and never less
 * than Fly asked for.
 */
final class Backoff {
  private final Pace pace;
  private final RandomGenerator random;

  Backoff(Pace pace, RandomGenerator random) {
    this.pace = pace;
    this.random = random;
  }

  /**
   * @param tried how often it was sent, at least once
   * @param asked what the header {@code Retry-After} said; zero if it said nothing
   */
  Duration pause(int tried, Duration asked) {
    long most = pace.backoff().toNanos() << Math.min(20, tried - 1);
    long capped = Math.min(most, pace.backoffMax().toNanos());
    Duration jittered = Duration.ofNanos(random.nextLong(capped + 1));
    Duration least = asked.compareTo(pace.backoffMax()) > 0 ? pace.backoffMax() : asked;
    return least.plus(jittered);
  }
}
