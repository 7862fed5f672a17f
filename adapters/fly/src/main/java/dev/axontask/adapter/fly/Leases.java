package dev.axontask.adapter.fly;

import java.time.Duration;
import java.util.Optional;

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
   * lost, or that came when its lease was over, is made again under a new one.
   *
   * @throws FlyException also if somebody else holds the machine for longer than a lease of ours
   */
  void holding(String app, String machine, Change change)
      throws FlyException, InterruptedException {
    for (int tried = 1; ; tried++) {
      Optional<String> nonce = acquire(app, machine);
      if (nonce.isEmpty()) {
        return;
      }
      try {
        change.make(nonce.get());
        return;
      } catch (FlyException failure) {
        if (failure.status() == 404) {
          return;
        }
        boolean hope = failure.temporary() || failure.status() == 409;
        if (!hope || tried >= pace.tries()) {
          throw failure;
        }
      } finally {
        release(app, machine, nonce.get());
      }
      time.sleep(backoff.pause(tried, Duration.ZERO));
    }
  }

  /** The nonce; empty if the machine is gone. */
  private Optional<String> acquire(String app, String machine)
      throws FlyException, InterruptedException {
    // A lease of ours whose answer was lost may have been granted late, and so may one of the tries
    // that followed.
    Duration most = pace.lease().plus(pace.request()).multipliedBy(2);
    long end = time.nanos() + most.toNanos();
    for (int tried = 1; ; tried++) {
      try {
        return Optional.of(machines.lease(app, machine, pace.lease()));
      } catch (FlyException failure) {
        if (failure.status() == 404) {
          return Optional.empty();
        }
        if (!failure.conflict() || time.nanos() - end > 0) {
          throw failure;
        }
        time.sleep(backoff.pause(Math.min(tried, 4), pace.poll().dividedBy(4)));
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
