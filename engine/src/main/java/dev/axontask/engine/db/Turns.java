package dev.axontask.engine.db;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets as many transactions run as there are connections; the others wait, first come, first
 * served. So a connection that cannot be had within the pool's own patience says that the database
 * is away, and not that ten thousand callers came at once. Thread-safe.
 */
public final class Turns {
  /** Less than the patience of hosts, which is 60 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Semaphore free;

  /** When a connection was last waited for in vain, by {@link System#nanoTime}. */
  private volatile long awayAt;

  private volatile boolean away;

  /**
   * All free.
   *
   * @param connections at least 1
   */
  public Turns(int connections) {
    this.free = new Semaphore(connections, true);
  }

  /**
   * Does it when its turn comes.
   *
   * @throws DatabaseUnavailableException if it does not come, or the database was found away while
   *     it waited: whoever waits then would only find the same, one after another
   */
  <T> T take(Supplier<T> work) {
    long came = System.nanoTime();
    await();
    try {
      if (away && awayAt - came > 0) {
        throw new DatabaseUnavailableException(
            "PostgreSQL is not reachable; try again when it answers", false, null);
      }
      T result = work.get();
      away = false;
      return result;
    } catch (DatabaseUnavailableException unavailable) {
      if (unavailable.getCause() instanceof SQLTransientConnectionException) {
        awayAt = System.nanoTime();
        away = true;
      }
      throw unavailable;
    } finally {
      free.release();
    }
  }

  private void await() {
    try {
      if (free.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailableException("interrupted while waiting for a turn", false, e);
    }
    throw new DatabaseUnavailableException(
        "PostgreSQL is busy: %d transactions wait for their turn; try again later"
            .formatted(waiting()),
        false,
        null);
  }

  /** Turns that nobody has. */
  int free() {
    return free.availablePermits();
  }

  /** Transactions that wait for their turn. */
  int waiting() {
    return free.getQueueLength();
  }
}
