package dev.axontask.engine.simulation;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.worker.SteppedLease;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a process does under one worker id. */
final class Session {
  private final Node node;
  private final World world;
  private final UUID worker;
  private final SteppedLease lease;
  private final Map<TaskId, Run> roster = new LinkedHashMap<>();

  /** Whether a claim may have been committed whose answer was lost. */
  private boolean unanswered;

  Session(Node node, UUID worker, long asked) {
    this.node = node;
    this.world = node.world;
    this.worker = worker;
    this.lease = new SteppedLease(world.settings, node::nanos, asked);
  }

  /** Of a process that has not joined yet. */
  static Session none(Node node) {
    Session none = new Session(node, new UUID(0, 0), 0);
    none.lease.giveUp();
    return none;
  }

  UUID worker() {
    return worker;
  }

  SteppedLease lease() {
    return lease;
  }

  boolean over() {
    return !lease.writable();
  }

  List<Run> runs() {
    return List.copyOf(roster.values());
  }

  void start(List<Rows.Taken> given) {
    for (Rows.Taken each : given) {
      Run run = new Run(node, this, each);
      roster.put(each.task(), run);
      run.begin();
    }
  }

  void ended(Run run) {
    roster.remove(run.task(), run);
  }

  /** Claims as much as there are free slots; first what an earlier claim may have given. */
  void claim(Runnable next) {
    if (over()) {
      next.run();
    } else if (unanswered) {
      Set<Key> running = runs().stream().map(Run::key).collect(Collectors.toSet());
      node.call(
          () -> world.claims.unstarted(worker, running),
          found -> {
            unanswered = false;
            start(found);
            claimMore(next);
          },
          failed -> {
            unanswered |= failed.outcomeUnknown;
            next.run();
          });
    } else {
      claimMore(next);
    }
  }

  private void claimMore(Runnable next) {
    int free = world.settings.slots() - roster.size();
    if (free <= 0) {
      next.run();
      return;
    }
    node.claim(
        worker,
        free,
        claimed -> {
          start(claimed);
          next.run();
        },
        failed -> {
          unanswered |= failed.outcomeUnknown;
          next.run();
        });
  }

  /** Asks what somebody wants to end to end. */
  void passOnCancels(Runnable next) {
    List<Run> running = runs();
    node.call(
        () -> running.stream().filter(run -> world.store.task(run.task()).cancelRequested).toList(),
        canceled -> {
          canceled.forEach(Run::cancel);
          next.run();
        },
        failed -> next.run());
  }

  /** Stops writing at once; what runs inside the process is killed. */
  void abandon() {
    lease.giveUp();
    runs().forEach(Run::abandon);
  }

  /** What runs inside the process dies with it. */
  void killInside() {
    runs().forEach(Run::die);
  }
}
