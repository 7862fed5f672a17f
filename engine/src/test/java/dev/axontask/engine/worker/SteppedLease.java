package dev.axontask.engine.worker;

import java.util.function.LongSupplier;

/** What a simulated process knows of its lease: the real {@link LeaseTime}. */
public final class SteppedLease {
  private final LeaseTime time;

  /**
   * @param nanos the process's monotonic clock
   * @param askedAt when the lease was asked for
   */
  public SteppedLease(WorkerSettings settings, LongSupplier nanos, long askedAt) {
    this.time = new LeaseTime(settings, nanos, askedAt);
  }

  public void granted(long askedAt) {
    time.granted(askedAt);
  }

  public boolean due() {
    return time.due();
  }

  public void giveUp() {
    time.giveUp();
  }

  public boolean writable() {
    return time.writable();
  }
}
