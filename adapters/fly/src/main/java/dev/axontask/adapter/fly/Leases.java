package dev.axontask.adapter.fly;

import java.time.Duration;

/**
 * Changes a machine while a lease on it is held, so that nobody else changes it meanwhile: "Machine
 * leases can be used to obtain an exclusive lock on modifying a Machine" (Machines resource).
 *
 * <p>A crash in the middle leaves a lease that ends by itself. So does a lease whose answer was
 * lost: its nonce is unknown, and the machine cannot be held until it is over.
 */
final class Leases {
  private static final System.Logger LOG = System.getLogger(Leases.class.getName());

  private final Machines machines;
  private final Backoff backoff;
  private final Pace pace;
  private final Time time;

  Leases(Machines machines, Backoff backoff, Pace pace, Time time) {
    this.machines = machines;
    this.backoff = backoff;
    this.pace = pace;
    this.time = time;
  }

  /** A change. */
  interface Change {
    void make(String nonce) throws FlyException, InterruptedException;
  }

  /**
   * Makes a change as the only one. A machine that is gone needs none. A change whose answer is
   * lost is made again under a lease of its own: the first one may be over by then.
   *
   * @throws FlyException also if somebody else holds the machine for longer than a lease of ours
   */
  void holding(String app, String machine, Change change)
      throws FlyException, InterruptedException {
    for (int tried = 1; ; tried++) {
      try {
        once(app, machine, change);
        return;
      } catch (FlyException failure) {
        if (failure.status() == 404) {
          return;
        }
        if (!failure.temporary() || tried >= pace.tries()) {
          throw failure;
        }
        time.sleep(backoff.pause(tried, Duration.ZERO));
      }
    }
  }

  private void once(String app, String machine, Change change)
      throws FlyException, InterruptedException {
    String nonce = acquire(app, machine);
    try {
      change.make(nonce);
    } catch (FlyException failure) {
      release(app, machine, nonce);
      throw failure;
    }
    release(app, machine, nonce);
  }

  private String acquire(String app, String machine) throws FlyException, InterruptedException {
    long end = time.nanos() + pace.lease().plus(pace.poll()).toNanos();
    for (int tried = 1; ; tried++) {
      try {
        return machines.lease(app, machine, pace.lease());
      } catch (FlyException failure) {
        if (!failure.conflict() || time.nanos() - end > 0) {
          throw failure;
        }
        Duration pause = backoff.pause(Math.min(tried, 4), pace.poll().dividedBy(4));
        time.sleep(pause);
      }
    }
  }

  /** What cannot be released ends by itself. */
  private void release(String app, String machine, String nonce) throws InterruptedException {
    try {
      machines.release(app, machine, nonce);
    } catch (FlyException failure) {
      if (failure.status() != 404) {
        LOG.log(System.Logger.Level.DEBUG, "the lease is left to end: {0}", failure.getMessage());
      }
    }
  }
}
