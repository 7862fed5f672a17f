package dev.axontask.engine.log;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition; gives up after a minute, which only a broken program needs. */
public final class Until {
  private static final long PATIENCE = Duration.ofMinutes(1).toNanos();

  private Until() {}

  public static void holds(String what, BooleanSupplier condition) {
    long giveUp = System.nanoTime() + PATIENCE;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("never came true: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
