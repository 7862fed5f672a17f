package dev.axontask.engine.worker;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.WaitingTasks;
import dev.axontask.engine.worker.Loop.Summary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends tasks whose clock ran out while they waited, and those that were to be canceled while their
 * attempt ended. Runs on every node; each task is ended once, under its locks. A task that cannot
 * be ended keeps no other from it.
 */
final class OverdueTasks {
  private static final Logger LOG = LoggerFactory.getLogger(OverdueTasks.class);

  /** Tasks a run; the rest is for the next, which comes at once. */
  private static final int BATCH = 100;

  /** A run takes its tasks from so many at random: several nodes seldom want the same. */
  private static final int SPREAD = 10 * BATCH;

  private final Database database;
  private final WaitingTasks waiting;
  private final Publisher publisher;
  private final RandomGenerator random;

  OverdueTasks(
      Database database, WaitingTasks waiting, Publisher publisher, RandomGenerator random) {
    this.database = database;
    this.waiting = waiting;
    this.publisher = publisher;
    this.random = random;
  }

  Summary runOnce() {
    List<TaskId> overdue = new ArrayList<>(database.asWorker(tx -> waiting.overdue(tx, SPREAD)));
    Collections.shuffle(overdue, Random.from(random));
    int ended = 0;
    for (TaskId task : overdue.subList(0, Math.min(overdue.size(), BATCH))) {
      ended += end(task) ? 1 : 0;
    }
    // Another node may have ended the others: that is no reason to wait.
    boolean again = ended > 0 && overdue.size() >= BATCH;
    return new Summary(ended, "waiting tasks ended by a clock", again);
  }

  private boolean end(TaskId task) {
    try {
      Optional<Event> event = database.asWorker(tx -> waiting.end(tx, task));
      event.ifPresent(end -> publisher.publish(task, List.of(end)));
      return event.isPresent();
    } catch (DatabaseUnavailableException away) {
      throw away;
    } catch (RuntimeException failure) {
      LOG.error(
          "task {} is over its time and could not be ended; it is tried again", task, failure);
      return false;
    }
  }
}
