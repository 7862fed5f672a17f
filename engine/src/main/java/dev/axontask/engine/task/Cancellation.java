package dev.axontask.engine.task;

/** The answer to a request to cancel. */
public sealed interface Cancellation {

  /** There is no such task, or it is another tenant's. */
  record NotFound() implements Cancellation {}

  /** The task ended before; nothing changes. */
  record AlreadyEnded(Task task) implements Cancellation {}

  /** The task runs; it was told to end, and its log will tell how it did. */
  record Requested(Task task) implements Cancellation {}

  /** The task had not started and never will. */
  record CanceledNow(Task task) implements Cancellation {}
}
