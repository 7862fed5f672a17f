package dev.axontask.engine.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** When a task that depends on others may run. */
public enum DependencyPolicy {
  /** Once all of them have succeeded. */
  SUCCESS,
  /** Once one of them has succeeded. */
  ANY,
  /** Once all of them have ended, however they did. */
  ALL;

  /** The word: {@code success}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<DependencyPolicy> ofWord(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findAny();
  }
}
