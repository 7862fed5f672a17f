package dev.axontask.engine.schedule;

import dev.axontask.engine.TaskId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction did about a planned time.
 *
 * @param outcome {@code started}, {@code overlap}, {@code missed}, {@code failed} or {@code held}
 * @param task that was started
 * @param late from the planned time to its start
 * @param error why the task was refused
 * @param cancel the task to cancel, which has to end first
 * @param afterCommit what the submit wants done
 */
record Fired(
    String outcome,
    @Nullable TaskId task,
    Duration late,
    @Nullable String error,
    @Nullable TaskId cancel,
    Runnable afterCommit) {

  /** A database whose clock was set back may start a task before its time, by that clock. */
  static Fired started(TaskId task, Duration late, Runnable afterCommit) {
    return new Fired(
        "started", task, late.isNegative() ? Duration.ZERO : late, null, null, afterCommit);
  }

  static Fired failed(String error) {
    return new Fired("failed", null, Duration.ZERO, error, null, Fired::nothing);
  }

  static Fired passedOver(Step.Why why) {
    String outcome =
        switch (why) {
          case OVERLAP -> "overlap";
          case MISSED -> "missed";
        };
    return new Fired(outcome, null, Duration.ZERO, null, null, Fired::nothing);
  }

  static Fired held(@Nullable TaskId cancel) {
    return new Fired("held", null, Duration.ZERO, null, cancel, Fired::nothing);
  }

  private static void nothing() {}
}
