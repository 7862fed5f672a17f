package dev.axontask.engine.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of planned times that passed while nobody was there to fire them. */
public enum MissedRuns {
  /** Nothing; the next one in the future is fired. */
  SKIP,
  /** The first of them is made up for, the others are left out. */
  RUN_ONCE,
  /** They are made up for one after the other, up to a limit; the others are left out. */
  RUN_ALL;

  /** {@code run_once}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<MissedRuns> ofWord(String word) {
    return Arrays.stream(values()).filter(v -> v.word().equals(word)).findAny();
  }
}
