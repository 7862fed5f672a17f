package dev.axontask.engine.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Bytes that this process has accepted and not yet made durable. Whoever would go over the bound
 * waits; a single event may, alone.
 */
final class Budget {
  private final long bound;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  @GuardedBy("lock")
  private long taken;

  Budget(long bound) {
    this.bound = bound;
  }

  /** Takes bytes, waiting for room; false, and nothing taken, once {@code giveUp} holds. */
  boolean take(long bytes, BooleanSupplier giveUp) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (taken > 0 && taken + bytes > bound) {
        if (giveUp.getAsBoolean()) {
          return false;
        }
        room.await();
      }
      taken += bytes;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives bytes back, and lets those who wait look again whether they should give up. */
  void giveBack(long bytes) {
    lock.lock();
    try {
      taken -= bytes;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long taken() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
