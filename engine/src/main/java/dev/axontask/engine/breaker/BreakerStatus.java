package dev.axontask.engine.breaker;

import java.util.Locale;

/** How a breaker stands, as it is shown; in the order of the metric's values, 0 first. */
public enum BreakerStatus {
  /** Tasks are claimed. */
  CLOSED,
  /** One task is let through, and decides. */
  HALF_OPEN,
  /** No task is claimed before a time. */
  OPEN;

  /** The word: {@code half_open}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
