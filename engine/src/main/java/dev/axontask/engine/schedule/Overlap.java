package dev.axontask.engine.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a planned time when the schedule's latest task has not ended. */
public enum Overlap {
  /** It is fired all the same. */
  ALLOW,
  /** It is left out. */
  SKIP,
  /** It waits for that end; those that come meanwhile are left out. */
  QUEUE_ONE,
  /** The earlier task is canceled, and it waits for that end. */
  CANCEL_PREVIOUS;

  /** {@code queue_one}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Overlap> ofWord(String word) {
    return Arrays.stream(values()).filter(v -> v.word().equals(word)).findAny();
  }
}
