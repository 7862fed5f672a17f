package dev.axontask.engine.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The word for where a task stands, as it is written in SQL, JSON, logs and metrics. */
public enum TaskState {
  SCHEDULED,
  PENDING,
  RUNNING,
  INPUT_REQUIRED,
  SUCCEEDED,
  FAILED,
  CANCELED,
  TIMED_OUT,
  LOST,
  DEAD_LETTER;

  /** Whether nothing can follow. */
  public boolean terminal() {
    return switch (this) {
      case SCHEDULED, PENDING, RUNNING, INPUT_REQUIRED -> false;
      case SUCCEEDED, FAILED, CANCELED, TIMED_OUT, LOST, DEAD_LETTER -> true;
    };
  }

  /** The word: {@code timed_out}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<TaskState> ofWord(String word) {
    return Arrays.stream(values()).filter(s -> s.word().equals(word)).findAny();
  }
}
