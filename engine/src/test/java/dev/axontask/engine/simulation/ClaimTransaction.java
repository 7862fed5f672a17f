package dev.axontask.engine.simulation;

import dev.axontask.engine.event.Head;
import dev.axontask.engine.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A claim, which takes a while: it locks the worker's row and the entries that it picks, and others
 * skip those until it commits or is rolled back.
 */
final class ClaimTransaction {
  private final Store store;
  private final Rows.Worker worker;
  private final List<Rows.Queued> picked = new ArrayList<>();

  private ClaimTransaction(Store store, Rows.Worker worker) {
    this.store = store;
    this.worker = worker;
  }

  static ClaimTransaction begin(Store store, UUID worker, int free) {
    Rows.Worker row = Claims.worker(store, worker);
    ClaimTransaction claim = new ClaimTransaction(store, row);
    if (!row.ended && row.leaseUntil > store.now()) {
      store.queue.values().stream()
          .filter(entry -> entry.runAt <= store.now() && entry.lockedBy == null)
          .limit(free)
          .forEach(claim.picked::add);
    }
    claim.picked.forEach(entry -> entry.lockedBy = claim);
    row.claiming++;
    return claim;
  }

  /** Commits, or is rolled back. */
  List<Rows.Taken> end(Wire wire) {
    worker.claiming--;
    picked.forEach(entry -> entry.lockedBy = null);
    wire.refusal();
    List<Rows.Taken> taken = picked.stream().map(this::take).toList();
    wire.answer();
    return taken;
  }

  private Rows.Taken take(Rows.Queued entry) {
    store.queue.remove(entry.task);
    Rows.Task task = store.task(entry.task);
    Head head = store.log.raise(entry.task);
    task.state = TaskState.RUNNING;
    task.attempt++;
    store.attempts.add(
        new Rows.Attempt(
            task.id,
            task.attempt,
            task.work.detached(),
            worker.host,
            worker.id,
            head.token().value()));
    store.changed.add(task.id);
    return new Rows.Taken(task.id, task.attempt, task.work, head, false, false);
  }
}
