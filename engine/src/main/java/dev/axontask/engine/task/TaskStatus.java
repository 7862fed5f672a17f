package dev.axontask.engine.task;

import java.time.Instant;
import java.util.Objects;

/** Where a task stands, with what is true there and nowhere else. */
public sealed interface TaskStatus {

  /** Waits for its time. */
  record Scheduled(Instant runAt) implements TaskStatus {}

  /** Waits for a worker. */
  record Pending() implements TaskStatus {}

  /** A worker holds it, also while its work waits for an answer. */
  record Running(int attempt, Instant startedAt) implements TaskStatus {}

  /** It ended, for ever. */
  record Ended(TaskState as) implements TaskStatus {}

  static TaskStatus of(Task task) {
    return switch (task.state()) {
      case SCHEDULED -> new Scheduled(Objects.requireNonNull(task.runAt()));
      case PENDING -> new Pending();
      case RUNNING, INPUT_REQUIRED ->
          new Running(task.attempt(), Objects.requireNonNull(task.startedAt()));
      case SUCCEEDED, FAILED, CANCELED, TIMED_OUT, LOST, DEAD_LETTER -> new Ended(task.state());
    };
  }
}
