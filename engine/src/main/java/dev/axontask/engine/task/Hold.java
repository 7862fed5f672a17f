package dev.axontask.engine.task;

import dev.axontask.engine.breaker.Breaker;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a task from being claimed although its time has come and it waits for no other task.
 * Of several it is the first of these.
 */
public sealed interface Hold {

  /** Its queue, the tenant's tasks of its adapter, is paused. */
  record PausedQueue() implements Hold {}

  /** The circuit breaker of its target is not closed. */
  record CircuitBreaker(Breaker breaker) implements Hold {}

  /**
   * Its rate-limit key is paused.
   *
   * @param until null once the pause is over; a worker lets it go in a moment
   */
  record RateLimitKey(String key, @Nullable Instant until) implements Hold {}

  /** Its concurrency key has no free place. */
  record ConcurrencyKey(String key) implements Hold {}

  /** The word: {@code paused_queue}. */
  default String word() {
    return switch (this) {
      case PausedQueue queue -> "paused_queue";
      case CircuitBreaker breaker -> "circuit_breaker";
      case RateLimitKey key -> "rate_limit_key";
      case ConcurrencyKey key -> "concurrency_key";
    };
  }
}
