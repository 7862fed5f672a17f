package dev.axontask.engine.task;

import dev.axontask.adapter.AdapterError;
import dev.axontask.engine.task.Command.Cancel;
import dev.axontask.engine.task.Command.DeadlineOver;
import dev.axontask.engine.task.Command.HostLost;
import dev.axontask.engine.task.Command.StartOverdue;
import dev.axontask.engine.task.Command.WorkerLost;

/**
 * What follows what. Pure; {@link Cancellations}, {@link WaitingTasks} and the worker's reaper
 * carry it out, each in one transaction that has locked the task. What follows the end of an
 * attempt is for {@link RetryPolicy}.
 */
public final class Transitions {
  private Transitions() {}

  public static Decision decide(TaskStatus status, Command command) {
    return switch (status) {
      case TaskStatus.Scheduled scheduled -> waiting(command);
      case TaskStatus.Pending pending -> waiting(command);
      case TaskStatus.Running running -> running(command);
      case TaskStatus.Ended ended -> new Decision.Nothing();
    };
  }

  private static Decision waiting(Command command) {
    return switch (command) {
      case Cancel cancel -> new Decision.CancelNow();
      case WorkerLost noneHadIt -> new Decision.Nothing();
      case HostLost noneHadIt -> new Decision.Nothing();
      case StartOverdue tooLong ->
          new Decision.TimeOutNow(
              TaskClock.SCHEDULE_TO_START,
              new AdapterError(
                  "schedule_to_start",
                  "No worker took the task within its schedule_to_start_s, and nothing of it ran."
                      + " Start it again, with a larger one if it may wait longer.",
                  true));
      case DeadlineOver tooLate ->
          new Decision.TimeOutNow(
              TaskClock.DEADLINE,
              new AdapterError(
                  "deadline",
                  "The task's deadline came while it waited for a worker. Start it again with a"
                      + " later one.",
                  false));
    };
  }

  private static Decision running(Command command) {
    return switch (command) {
      case Cancel cancel -> new Decision.AskToStop();
      case StartOverdue claimedMeanwhile -> new Decision.Nothing();
      case DeadlineOver itsWorkerEndsIt -> new Decision.Nothing();
      case WorkerLost(boolean detached) when detached -> new Decision.WaitForHost();
      case WorkerLost inProcess ->
          new Decision.EndAsLost(
              new AdapterError(
                  "worker_lost",
                  "The process that ran this attempt is gone, and the work with it; how far it came is not"
                      + " known beyond this log. Start it again if it may run twice.",
                  true));
      case HostLost silent ->
          new Decision.EndAsLost(
              new AdapterError(
                  "host_lost",
                  "The host of this attempt fell silent, and its work ended itself after the host grace;"
                      + " how it ended is not known. Start it again if it may run twice.",
                  true));
    };
  }
}
