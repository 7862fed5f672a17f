package dev.axontask.engine.worker;

import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.db.Database;
import java.sql.PreparedStatement;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A worker's lease. The database's clock says when others may end it; the process's own monotonic
 * clock says, earlier, when it stops writing. Thread-safe.
 */
final class Lease {
  private final Database database;
  private final UUID worker;
  private final WorkerSettings settings;
  private final LeaseTime time;

  /** Promises: who waits to write hears of each renewal, and of the end. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();

  /**
   * @param askedAt when the lease was asked for, on the monotonic clock
   */
  Lease(Database database, UUID worker, WorkerSettings settings, LongSupplier nanos, long askedAt) {
    this.database = database;
    this.worker = worker;
    this.settings = settings;
    this.time = new LeaseTime(settings, nanos, askedAt);
  }

  /**
   * Renews the lease: one statement, however many attempts hang on it. A lease that is over but
   * that nobody ended can be renewed, since ending it is what gives its attempts away.
   *
   * @return false if somebody has ended this worker
   */
  boolean renew() {
    long asked = time.now();
    boolean granted =
        database.asWorker(tx -> {
          try (PreparedStatement update =
              tx.prepareStatement(
                  """
                  UPDATE workers SET lease_until = clock_timestamp() + ? * interval '1 millisecond'
                   WHERE id = ? AND ended_at IS NULL
                  """)) {
            update.setLong(1, settings.lease().toMillis());
            update.setObject(2, worker);
            return update.executeUpdate() == 1;
          }
        });
    if (granted) {
      granted(asked);
    }
    return granted;
  }

  private void granted(long asked) {
    lock.lock();
    try {
      time.granted(asked);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is time to renew. */
  boolean due() {
    return time.due();
  }

  /** Whether this process may still write, as far as it can tell by itself. */
  boolean writable() {
    return time.writable();
  }

  /**
   * Nothing is written or started on this lease from now on, although a renewal that is under way
   * may still be granted: others take the place of what hung on it.
   */
  void giveUp() {
    lock.lock();
    try {
      time.giveUp();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns while this process may write, at once or after a renewal.
   *
   * @throws SinkClosedException if it never may again
   * @throws InterruptedException the caller is let go of
   */
  void awaitWritable() throws SinkClosedException, InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!writable()) {
        if (time.givenUp()) {
          throw new SinkClosedException("worker " + worker + " has given its lease up");
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the worker's row, so that nobody waits for the lease to run out. */
  void end() {
    boolean ended =
        database.asWorker(tx -> {
          try (PreparedStatement update =
              tx.prepareStatement(
                  "UPDATE workers SET ended_at = clock_timestamp() WHERE id = ? AND ended_at IS NULL")) {
            update.setObject(1, worker);
            return update.executeUpdate() == 1;
          }
        });
    if (!ended) {
      throw new IllegalStateException("worker " + worker + " was ended by somebody else");
    }
  }
}
