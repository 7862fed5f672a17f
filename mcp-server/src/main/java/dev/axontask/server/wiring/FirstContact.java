package dev.axontask.server.wiring;

import dev.axontask.migrations.MigrationException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for PostgreSQL in a process that starts before it, or while it is restarted. Only for a
 * server that cannot be reached: one that answers and refuses, for a wrong password say, is not
 * asked again. Whoever waited in vain ends, so that a supervisor sees it and a mistyped address
 * does not stay unnoticed.
 */
final class FirstContact {
  private static final Logger log = LoggerFactory.getLogger(FirstContact.class);
  static final Duration PATIENCE = Duration.ofMinutes(5);
  static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration SAY_AGAIN = Duration.ofSeconds(10);

  private final LongSupplier nanos;
  private final Pause pause;

  /** Lets time pass. */
  @FunctionalInterface
  interface Pause {
    void pause(Duration how) throws InterruptedException;
  }

  /**
   * @param nanos a monotonic clock
   */
  FirstContact(LongSupplier nanos, Pause pause) {
    this.nanos = nanos;
    this.pause = pause;
  }

  /**
   * Migrates as soon as PostgreSQL can be reached.
   *
   * @param migrate can be repeated
   * @throws MigrationException the last one's, when the patience is over; any other one at once
   */
  void migrate(Runnable migrate) {
    long began = nanos.getAsLong();
    long saidAt = began - SAY_AGAIN.toNanos();
    while (true) {
      try {
        migrate.run();
        return;
      } catch (MigrationException e) {
        Duration left = PATIENCE.minusNanos(nanos.getAsLong() - began);
        if (!e.unreachable() || left.isNegative()) {
          throw e;
        }
        if (nanos.getAsLong() - saidAt >= SAY_AGAIN.toNanos()) {
          saidAt = nanos.getAsLong();
          log.warn("waiting for PostgreSQL, {} s more: {}", left.toSeconds(), e.reason());
        }
        pauseAfter(e);
      }
    }
  }

  private void pauseAfter(MigrationException failure) {
    try {
      pause.pause(PAUSE);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      failure.addSuppressed(stopped);
      throw failure;
    }
  }
}
