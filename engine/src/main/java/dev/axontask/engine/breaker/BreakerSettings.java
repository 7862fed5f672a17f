package dev.axontask.engine.breaker;

import dev.axontask.engine.Limits;
import java.time.Duration;

/**
 * When a breaker opens, and for how long.
 *
 * @param failures in a row that open it; 0 for never
 * @param open how long it stays open the first time, in whole seconds
 */
public record BreakerSettings(int failures, Duration open) {
  /** What holds when nobody says otherwise. */
  public static final BreakerSettings STANDARD = new BreakerSettings(5, Duration.ofSeconds(30));

  public BreakerSettings {
    if (failures < 0) {
      throw new IllegalArgumentException("failures are counted from 0");
    }
    if (open.toSeconds() < 1 || open.compareTo(Limits.BREAKER_OPEN_MAX) > 0) {
      throw new IllegalArgumentException("a breaker is open for 1 s to 5 min");
    }
  }

  boolean opensAfter(int inARow) {
    return failures > 0 && inARow >= failures;
  }

  /** After a probe that failed. */
  static Duration longer(Duration openFor) {
    Duration doubled = openFor.multipliedBy(2);
    return doubled.compareTo(Limits.BREAKER_OPEN_MAX) < 0 ? doubled : Limits.BREAKER_OPEN_MAX;
  }
}
