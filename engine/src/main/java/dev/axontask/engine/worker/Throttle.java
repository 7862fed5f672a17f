package dev.axontask.engine.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Passes wishes on, the first at once and then no more than one in a while. What it leaves out is
 * left to a poll. Thread-safe, and never blocks.
 */
final class Throttle implements Runnable {
  private final LongSupplier nanos;
  private final long least;
  private final Runnable to;
  private final AtomicLong last;

  /**
   * @param nanos a monotonic clock
   * @param least from one that is passed on to the next
   */
  Throttle(LongSupplier nanos, Duration least, Runnable to) {
    this.nanos = nanos;
    this.least = least.toNanos();
    this.to = to;
    this.last = new AtomicLong(nanos.getAsLong() - this.least);
  }

  @Override
  public void run() {
    long now = nanos.getAsLong();
    long before = last.get();
    if (now - before >= least && last.compareAndSet(before, now)) {
      to.run();
    }
  }
}
