package dev.axontask.engine.deadletter;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Task;

/** The answer to the wish to start a dead letter's task again. */
public sealed interface Redrive {
  /**
   * A new task runs, or will.
   *
   * @param already whether it was started earlier
   */
  record Started(Task task, boolean already) implements Redrive {}

  /** There is no such dead letter, or it is another tenant's. */
  record NoSuchDeadLetter(TaskId task) implements Redrive {}

  /** It cannot be started as things are; it stays a dead letter. */
  record Refused(TaskId task, Submission.Refused why) implements Redrive {}
}
