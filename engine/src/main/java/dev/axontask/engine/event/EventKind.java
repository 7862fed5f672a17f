package dev.axontask.engine.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an event tells. */
public enum EventKind {
  STARTED,
  STDOUT,
  STDERR,
  PROGRESS,
  LINGERING,
  TRUNCATED,
  STALLED,
  REATTACHED,
  INPUT_REQUIRED,
  INPUT,
  SIGNAL,
  RETRY,
  SUCCEEDED,
  FAILED,
  CANCELED,
  TIMED_OUT,
  LOST,
  DEAD_LETTER;

  /** Whether the payload is bytes of output; of every other kind it is a UTF-8 JSON object. */
  public boolean output() {
    return this == STDOUT || this == STDERR;
  }

  /** Whether nothing follows. */
  public boolean terminal() {
    return compareTo(SUCCEEDED) >= 0;
  }

  /** The word: {@code timed_out}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<EventKind> ofWord(String word) {
    return Arrays.stream(values()).filter(k -> k.word().equals(word)).findAny();
  }
}
