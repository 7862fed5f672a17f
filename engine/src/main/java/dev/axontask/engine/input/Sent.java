package dev.axontask.engine.input;

import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.TaskState;
import java.util.List;

/** What became of an input. */
public sealed interface Sent {

  /** There is no such task, or it is another tenant's. */
  record NotFound() implements Sent {}

  /** It cannot be sent as it is. */
  record Invalid(List<FieldProblem> problems) implements Sent {}

  /** It is not for this task, or not now. */
  sealed interface Refused extends Sent {}

  /** The task has ended: nothing can be sent to it any more. */
  record Ended(TaskState state) implements Refused {}

  /** The task does not run yet, or not again: later it may be sent. */
  record NotRunning(TaskState state) implements Refused {}

  /**
   * This task takes no such input.
   *
   * @param remedy how to start one that does
   */
  record NotTaken(String remedy) implements Refused {}

  /** The end of its standard input was sent before. */
  record Closed() implements Refused {}

  /**
   * The task does not read: later it may be sent.
   *
   * @param waitingBytes that it was sent and has not read
   */
  record Full(long waitingBytes) implements Refused {}

  /** The {@code input_id} stands for another input. */
  record Conflict() implements Refused {}

  /**
   * It is durable, and reaches the work if it goes on for long enough.
   *
   * @param seq of its event
   * @param deduplicated whether it was accepted before, under the same {@code input_id}
   */
  record Accepted(long seq, boolean deduplicated) implements Sent {}
}
