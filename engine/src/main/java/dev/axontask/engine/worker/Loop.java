package dev.axontask.engine.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.engine.db.DatabaseUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a duty again and again on a thread of its own: owns timing, jitter, logging of failures and
 * shutdown. The thread is never interrupted: a duty may be in the middle of a transaction.
 */
final class Loop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** A duty's body, apart from its timing; a test runs it by hand. */
  @FunctionalInterface
  interface Duty {
    Summary runOnce();
  }

  /**
   * What a run did.
   *
   * @param count how many things; 0 if there was nothing to do
   * @param what in words, for the log
   * @param again whether there may be more to do at once
   */
  record Summary(int count, String what, boolean again) {
    static Summary of(int count, String what) {
      return new Summary(count, what, false);
    }
  }

  private final String name;
  private final Duration every;
  private final Duty duty;
  private final RandomGenerator random;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  @GuardedBy("lock")
  private boolean woken;

  @GuardedBy("lock")
  private boolean closed;

  private Loop(String name, Duration every, RandomGenerator random, Duty duty) {
    this.random = random;
    this.name = name;
    this.every = every;
    this.duty = duty;
    this.thread = Thread.ofPlatform().name("axontask-" + name).unstarted(this::run);
  }

  static Loop start(String name, Duration every, RandomGenerator random, Duty duty) {
    Loop loop = new Loop(name, every, random, duty);
    loop.thread.start();
    return loop;
  }

  /** Makes the next run come at once; cheap, and never waits for a run. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    boolean again = false;
    while (waited(again)) {
      again = runOnce();
    }
  }

  private boolean runOnce() {
    try {
      Summary summary = duty.runOnce();
      if (summary.count() > 0) {
        LOG.debug("{}: {} {}", name, summary.count(), summary.what());
      }
      return summary.again();
    } catch (DatabaseUnavailableException away) {
      LOG.warn("{}: {}; next try in about {}", name, away.getMessage(), every);
    } catch (RuntimeException failure) {
      LOG.error("{} failed; next try in about {}", name, every, failure);
    }
    return false;
  }

  /** Waits for the next run; false if there is none. */
  private boolean waited(boolean again) {
    lock.lock();
    try {
      long left = again ? 0 : jittered();
      while (!closed && !woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      return !closed;
    } catch (InterruptedException nobodyDoesThis) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Spreads the runs of many processes: up to a tenth earlier. */
  private long jittered() {
    long nanos = every.toNanos();
    return nanos - random.nextLong(Math.max(1, nanos / 10));
  }

  /** Ends the loop after the run that is under way, and waits for that. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
      try {
        thread.join();
      } catch (InterruptedException wait) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
