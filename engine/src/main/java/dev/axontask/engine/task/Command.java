package dev.axontask.engine.task;

/** What can be asked of a task, or happen to it, apart from what its own work does. */
public sealed interface Command {

  /** Somebody wants it to end. */
  record Cancel() implements Command {}

  /**
   * The process that ran it is gone.
   *
   * @param detached whether the work goes on without that process
   */
  record WorkerLost(boolean detached) implements Command {}

  /** It waited too long for its first attempt. */
  record StartOverdue() implements Command {}

  /** The time for all of its attempts is over. */
  record DeadlineOver() implements Command {}

  /** The host that ran it has been silent for so long that the work is dead. */
  record HostLost() implements Command {}
}
