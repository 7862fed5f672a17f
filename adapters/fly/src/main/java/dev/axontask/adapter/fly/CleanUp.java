package dev.axontask.adapter.fly;

import dev.axontask.adapter.AttemptId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Destroys what attempts left at Fly. */
final class CleanUp {
  private final Machines machines;
  private final Leases leases;
  private final Records records;
  private final Set<String> apps;
  private final Pace pace;
  private final Time time;

  CleanUp(
      Machines machines, Leases leases, Records records, Set<String> apps, Pace pace, Time time) {
    this.machines = machines;
    this.leases = leases;
    this.records = records;
    this.apps = apps;
    this.pace = pace;
    this.time = time;
  }

  /**
   * Removes an attempt's machine. A record without a machine may mean that a request to create one
   * is still under way: such is looked for more than once.
   */
  void after(AttemptId attempt) throws FlyException, IOException, InterruptedException {
    Optional<Records.Entry> record = records.read(attempt);
    if (record.isPresent() && record.get().watches()) {
      records.remove(attempt);
      return;
    }
    if (record.isEmpty()) {
      // A lost data folder: the machine, if any, is in one of the apps that tasks may name.
      for (String app : apps) {
        destroy(app, found(app, MachineSpec.ofAttempt(attempt)));
      }
      return;
    }
    String app = record.get().app();
    String known = record.get().machine();
    destroy(app, known.isEmpty() ? sought(app, attempt) : List.of(known));
    records.remove(attempt);
  }

  /**
   * Ends what earlier attempts of the same task left anywhere, so that its work never runs twice at
   * once: a host that is gone cannot end its machines.
   */
  void before(AttemptId attempt, String app) throws FlyException, InterruptedException {
    if (attempt.number() > 1) {
      destroy(app, found(app, MachineSpec.ofTask(attempt)));
    }
  }

  private List<String> sought(String app, AttemptId attempt)
      throws FlyException, InterruptedException {
    List<String> found = found(app, MachineSpec.ofAttempt(attempt));
    for (int look = 1; found.isEmpty() && look < pace.tries(); look++) {
      time.sleep(pace.poll());
      found = found(app, MachineSpec.ofAttempt(attempt));
    }
    return found;
  }

  private List<String> found(String app, Map<String, String> metadata)
      throws FlyException, InterruptedException {
    List<String> ids = new ArrayList<>();
    for (Machine machine : machines.list(app, metadata)) {
      // The filter is Fly's; what is destroyed is decided here.
      if (machine.metadata().entrySet().containsAll(metadata.entrySet()) && !machine.leaving()) {
        ids.add(machine.id());
      }
    }
    return ids;
  }

  private void destroy(String app, List<String> ids) throws FlyException, InterruptedException {
    for (String id : ids) {
      leases.holding(app, id, nonce -> machines.destroy(app, id, nonce));
    }
  }
}
