package dev.axontask.engine.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happens to a start whose unique key an unfinished task of the tenant holds. */
public enum UniquePolicy {
  /** It is refused, and the answer names the task. */
  REJECT,
  /** The other is canceled, whether it waits or runs, and the new one starts. */
  SUPERSEDE,
  /**
   * The other is canceled if it still waits; if it runs, it goes on. The new one waits its own
   * time.
   */
  DEBOUNCE;

  /** {@code supersede}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<UniquePolicy> ofWord(String word) {
    return Arrays.stream(values()).filter(p -> p.word().equals(word)).findAny();
  }
}
