package dev.axontask.engine.worker;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.WaitingTasks;
import dev.axontask.engine.worker.Loop.Summary;
import java.util.List;
import java.util.Optional;

/**
 * Ends tasks whose clock ran out while they waited, and those that were to be canceled while their
 * attempt ended. Runs on every node; each task is ended once, under its locks.
 */
final class OverdueTasks {
  /** Tasks a run; the rest is for the next, which comes at once. */
  private static final int BATCH = 100;

  private final Database database;
  private final WaitingTasks waiting;
  private final Publisher publisher;

  OverdueTasks(Database database, WaitingTasks waiting, Publisher publisher) {
    this.database = database;
    this.waiting = waiting;
    this.publisher = publisher;
  }

  Summary runOnce() {
    List<TaskId> overdue = database.asWorker(tx -> waiting.overdue(tx, BATCH));
    int ended = 0;
    for (TaskId task : overdue) {
      Optional<Event> event = database.asWorker(tx -> waiting.end(tx, task));
      event.ifPresent(end -> publisher.publish(task, List.of(end)));
      ended += event.isPresent() ? 1 : 0;
    }
    return new Summary(ended, "waiting tasks ended by a clock", ended == BATCH);
  }
}
