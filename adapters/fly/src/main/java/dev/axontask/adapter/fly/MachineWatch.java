package dev.axontask.adapter.fly;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a machine until its end is known, and does not take Fly's silence for one. Of the thread
 * that follows alone.
 */
final class MachineWatch {
  private static final System.Logger LOG = System.getLogger(MachineWatch.class.getName());

  private final Service fly;
  private final String app;
  private final String id;
  private @Nullable Machine seen;
  private @Nullable Outcome end;

  /** Whether this process destroyed it before it was seen to boot. */
  private boolean destroyedUnbooted;

  /** On the monotonic clock: since when nothing can be learnt. */
  private @Nullable Long blindSince;

  MachineWatch(Service fly, String app, String id) {
    this.fly = fly;
    this.app = app;
    this.id = id;
  }

  Optional<Machine> seen() {
    return Optional.ofNullable(seen);
  }

  boolean ended() {
    return end != null;
  }

  void destroyedUnbooted() {
    destroyedUnbooted = true;
  }

  /**
   * Looks once, unless the end is known.
   *
   * @param asked who asked the machine to end, if anybody did
   * @param deadline until then an outage of Fly's ends nothing
   */
  Optional<Outcome> look(@Nullable EndedBy asked, Instant deadline) throws InterruptedException {
    if (end == null) {
      try {
        end = seek(asked).orElse(null);
      } catch (FlyException failure) {
        end = blind(failure, deadline).orElse(null);
      }
    }
    return Optional.ofNullable(end);
  }

  private Optional<Outcome> seek(@Nullable EndedBy asked)
      throws FlyException, InterruptedException {
    Optional<Machine> there = fly.machines().get(app, id);
    if (there.isEmpty() || (destroyedUnbooted && there.get().leaving())) {
      return Optional.of(
          destroyedUnbooted && asked != null ? Ending.unbooted(asked) : Ending.gone());
    }
    Machine now = there.get();
    seen = now;
    Optional<Outcome> known = Ending.of(now, asked);
    if (known.isEmpty() && now.state().equals("stopped")) {
      return Ending.of(now.with(fly.machines().events(app, id)), asked)
          .or(() -> patienceIsOver() ? Optional.of(unrecorded()) : Optional.empty());
    }
    blindSince = null;
    return known;
  }

  private static Outcome unrecorded() {
    return new Outcome.Unknown("The machine stopped, and Fly has no record of how.");
  }

  private Optional<Outcome> blind(FlyException failure, Instant deadline) {
    LOG.log(System.Logger.Level.DEBUG, "machine {0} cannot be seen: {1}", id, failure.getMessage());
    boolean over = patienceIsOver();
    boolean mayPass = failure.temporary() && fly.time().now().isBefore(deadline);
    return over && !mayPass
        ? Optional.of(
            new Outcome.Unknown("The machine could not be looked at. " + failure.getMessage()))
        : Optional.empty();
  }

  private boolean patienceIsOver() {
    long now = fly.time().nanos();
    if (blindSince == null) {
      blindSince = now;
    }
    return now - blindSince > fly.pace().patience().toNanos();
  }

  /**
   * While the machine boots, waits for it a little.
   *
   * @return whether there is news; false if it is up, or that cannot be told
   */
  boolean awaitBoot() throws InterruptedException {
    Machine now = seen;
    if (end != null || now == null || now.booted()) {
      return false;
    }
    try {
      return fly.machines().awaitBoot(now, app, fly.pace().boot());
    } catch (FlyException failure) {
      LOG.log(System.Logger.Level.DEBUG, "not waited for: {0}", failure.getMessage());
      return false;
    }
  }
}
