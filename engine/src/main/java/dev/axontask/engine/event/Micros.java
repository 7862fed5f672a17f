package dev.axontask.engine.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the chain has them: microseconds since the epoch. */
public final class Micros {
  private Micros() {}

  /** Microseconds since the epoch; what is finer is cut off. */
  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
  }

  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
