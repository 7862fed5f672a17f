package dev.axontask.engine.dependency;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.dependency.DependentRows.Released;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.task.Doorbell;
import dev.axontask.engine.task.UnattendedEnd;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells tasks of the ends that they wait for, and lets them run or ends them. Runs on every node;
 * what one is at, others pass over. Thread-safe.
 */
public final class Dependents {
  /** Tasks in one transaction. */
  private static final int TASKS = 100;

  /** Ends to read at once: a task may wait for many that are new to it. */
  private static final int ENDS = 400;

  private final Database database;
  private final HeldTasks held;
  private final UnattendedEnd ends;
  private final Publisher publisher;
  private final Doorbell doorbell;

  /** Runs on this database's worker role. */
  public Dependents(Database database, UnattendedEnd ends, Publisher publisher, Doorbell doorbell) {
    this.database = database;
    this.held = new HeldTasks(database);
    this.ends = ends;
    this.publisher = publisher;
    this.doorbell = doorbell;
  }

  /** What a transaction did: tasks that were told of an end, let run, or ended. */
  private record Round(int told, Released released, Map<TaskId, Event> ended) {
    static final Round NOTHING = new Round(0, Released.NONE, Map.of());
  }

  /**
   * Does one step: some tasks, and marks that are not needed any more.
   *
   * @return how many tasks and marks; 0 if nothing is left to do, or others are at it
   */
  public int runOnce() {
    // A crash before this commit leaves these tasks as they were; after it, they are in the queue,
    // or have ended, which those that wait for them are told by the next step.
    Round round = database.asWorker(this::round);
    round.ended().forEach((task, event) -> publisher.publish(task, List.of(event)));
    if (round.released().count() > 0) {
      // A crash before this leaves them held, for whoever looks at their keys.
      int _ = held.letThrough(round.released().keys());
      doorbell.ringWork();
    }
    return round.told() + database.asWorker(Dependents::forget);
  }

  private Round round(Connection tx) throws SQLException {
    DependentRows rows = new DependentRows(tx);
    List<TaskId> untold = rows.untold(ENDS);
    if (untold.isEmpty()) {
      return Round.NOTHING;
    }
    List<TaskId> locked = rows.lockHeads(untold.subList(0, Math.min(TASKS, untold.size())));
    if (locked.isEmpty()) {
      return Round.NOTHING;
    }
    rows.lockTasks(locked);
    rows.tell(locked);
    return decided(tx, rows, locked);
  }

  private Round decided(Connection tx, DependentRows rows, List<TaskId> locked)
      throws SQLException {
    List<TaskId> released = new ArrayList<>();
    Map<TaskId, Event> ended = new LinkedHashMap<>();
    for (Dependent dependent : rows.blocked(locked)) {
      switch (Fulfilment.of(dependent.policy(), dependent.on())) {
        case Fulfilment.Wait wait -> {}
        case Fulfilment.Release release -> released.add(dependent.task());
        case Fulfilment.Unfulfillable(Dependency because) ->
            ended.put(dependent.task(), end(tx, dependent, because));
      }
    }
    Released let = released.isEmpty() ? Released.NONE : rows.release(released);
    return new Round(locked.size(), let, ended);
  }

  private Event end(Connection tx, Dependent dependent, Dependency because) throws SQLException {
    UnfulfilledEnd end = UnfulfilledEnd.of(dependent.policy(), because);
    return ends.waiting(tx, dependent.tenant(), dependent.task(), 0, end.kind(), end.payload())
        .orElseThrow(() -> new IllegalStateException("a waiting task has an open log"));
  }

  private static int forget(Connection tx) throws SQLException {
    DependentRows rows = new DependentRows(tx);
    List<TaskId> known = rows.lockKnown(TASKS);
    return known.isEmpty() ? 0 : rows.forget(known);
  }
}
