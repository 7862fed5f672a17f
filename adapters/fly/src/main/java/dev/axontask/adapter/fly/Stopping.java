package dev.axontask.adapter.fly;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.adapter.EndedBy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who asked the work to end, and what is to be done about it now. The first reason stays; a shorter
 * grace takes effect. Thread-safe.
 */
final class Stopping {
  /** What is due. */
  sealed interface Due {
    /** Nothing. */
    record Nothing() implements Due {}

    /** The polite request, with this much time left. */
    record Polite(Duration grace) implements Due {}

    /** The kill, due for so long. */
    record Kill(Duration late) implements Due {}
  }

  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();

  @GuardedBy("lock")
  private @Nullable EndedBy reason;

  /** On the monotonic clock. */
  @GuardedBy("lock")
  private long killAt;

  @GuardedBy("lock")
  private boolean politeDone;

  Stopping(Time time) {
    this.time = time;
  }

  void ask(EndedBy by, Duration grace) {
    lock.lock();
    try {
      long kill = time.nanos() + Math.max(0, grace.toNanos());
      killAt = reason == null || kill - killAt < 0 ? kill : killAt;
      reason = reason == null ? by : reason;
      asked.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Optional<EndedBy> reason() {
    lock.lock();
    try {
      return Optional.ofNullable(reason);
    } finally {
      lock.unlock();
    }
  }

  Due due() {
    lock.lock();
    try {
      long left = killAt - time.nanos();
      if (reason == null || (left > 0 && politeDone)) {
        return new Due.Nothing();
      }
      return left > 0
          ? new Due.Polite(Duration.ofNanos(left))
          : new Due.Kill(Duration.ofNanos(-left));
    } finally {
      lock.unlock();
    }
  }

  /** Fly has taken the polite request. */
  void politelyAsked() {
    lock.lock();
    try {
      politeDone = true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for so long, or until something is newly due. */
  void await(Duration pause) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long now = time.nanos();
      EndedBy before = reason;
      long killBefore = killAt;
      boolean killAhead = reason != null && killAt - now > 0;
      long most = killAhead ? Math.min(pause.toNanos(), killAt - now) : pause.toNanos();
      for (long left = most; left > 0; left = now + most - time.nanos()) {
        if (reason != before || killAt != killBefore) {
          return;
        }
        asked.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
