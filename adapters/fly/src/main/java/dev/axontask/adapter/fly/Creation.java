package dev.axontask.adapter.fly;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.AdapterException;
import dev.axontask.adapter.AttemptId;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Creates an attempt's machine, once, whatever is lost on the way. Before each request it looks for
 * a machine of the attempt's own name; and if the list is behind, Fly's refusal of a second machine
 * of that name says which the first one is.
 */
final class Creation {
  /**
   * As in {@code unique machine name violation, machine ID 148e0000 already exists with name x}.
   */
  private static final Pattern TAKEN = Pattern.compile("machine ID ([0-9A-Za-z]{1,40}) ");

  private final Machines machines;
  private final Backoff backoff;
  private final Pace pace;
  private final Time time;

  Creation(Machines machines, Backoff backoff, Pace pace, Time time) {
    this.machines = machines;
    this.backoff = backoff;
    this.pace = pace;
    this.time = time;
  }

  /** The machine of an attempt, if Fly lists one that is not on its way out. */
  Optional<Machine> find(String app, AttemptId attempt) throws FlyException, InterruptedException {
    return machines.list(app, MachineSpec.ofAttempt(attempt)).stream()
        .filter(machine -> MachineSpec.belongs(machine, attempt) && !machine.leaving())
        .findFirst();
  }

  /**
   * As {@link #find}, for whoever took over.
   *
   * @param begun whether the start was begun, so that a list that shows nothing may be behind
   */
  Optional<Machine> seek(String app, AttemptId attempt, boolean begun)
      throws FlyException, InterruptedException {
    Optional<Machine> found = find(app, attempt);
    for (int look = 1; begun && found.isEmpty() && look < pace.tries(); look++) {
      time.sleep(pace.poll());
      found = find(app, attempt);
    }
    return found;
  }

  /**
   * Creates it, or finds the one that an earlier request created.
   *
   * @throws AdapterException if there is none; or if nobody can tell, and then {@link CleanUp} has
   *     to find out
   */
  Machine once(AttemptId attempt, Order.Run run)
      throws FlyException, AdapterException, InterruptedException {
    for (int tried = 1; ; tried++) {
      Optional<Machine> there = find(run.app(), attempt);
      if (there.isPresent()) {
        return there.get();
      }
      try {
        return machines.create(run.app(), MachineSpec.request(attempt, run));
      } catch (FlyException failure) {
        Optional<Machine> first = named(failure, run.app(), attempt);
        if (first.isPresent()) {
          return first.get();
        }
        boolean hope = failure.temporary() || failure.conflict();
        if (!hope || tried >= pace.tries()) {
          throw failure;
        }
        time.sleep(backoff.pause(tried, Duration.ZERO));
      }
    }
  }

  /** The machine that has the name already, if that is why a request was refused. */
  private Optional<Machine> named(FlyException refusal, String app, AttemptId attempt)
      throws FlyException, AdapterException, InterruptedException {
    Matcher taken = TAKEN.matcher(String.valueOf(refusal.getMessage()));
    if (!refusal.conflict() || !taken.find()) {
      return Optional.empty();
    }
    Optional<Machine> holder = machines.get(app, taken.group(1));
    if (holder.isPresent() && !MachineSpec.belongs(holder.get(), attempt)) {
      throw new AdapterException(
          new AdapterError(
              "name_taken",
              "A machine of app %s that is not ours is named %s; remove it."
                  .formatted(app, MachineSpec.name(attempt)),
              false),
          refusal);
    }
    return holder.filter(machine -> !machine.leaving());
  }
}
