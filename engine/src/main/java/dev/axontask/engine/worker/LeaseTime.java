package dev.axontask.engine.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What a process knows of its lease without asking anybody: when the latest renewal that was
 * granted had been asked for, on its own monotonic clock. Thread-safe.
 */
final class LeaseTime {
  private final Duration renewal;
  private final Duration writing;
  private final LongSupplier nanos;
  private final AtomicLong renewedAt;
  private volatile boolean givenUp;

  /**
   * @param nanos the monotonic clock
   * @param askedAt when the lease was asked for
   */
  LeaseTime(WorkerSettings settings, LongSupplier nanos, long askedAt) {
    this.renewal = settings.renewal();
    this.writing = settings.writing();
    this.nanos = nanos;
    this.renewedAt = new AtomicLong(askedAt);
  }

  long now() {
    return nanos.getAsLong();
  }

  /** A renewal that was asked for then was granted. */
  void granted(long askedAt) {
    renewedAt.set(askedAt);
  }

  /** Ends it here for ever: what is granted later does not bring it back. */
  void giveUp() {
    givenUp = true;
  }

  boolean givenUp() {
    return givenUp;
  }

  /** Whether it is time to renew. */
  boolean due() {
    return since().compareTo(renewal) >= 0;
  }

  /** Whether this process may still write, as far as it can tell by itself. */
  boolean writable() {
    return !givenUp && since().compareTo(writing) < 0;
  }

  private Duration since() {
    return Duration.ofNanos(now() - renewedAt.get());
  }
}
