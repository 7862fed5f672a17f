package dev.axontask.engine.task;

import java.time.Duration;
import java.util.Locale;

/** What follows the end of an attempt. */
public sealed interface NextStep {

  /** The task ends as its attempt did. */
  record End() implements NextStep {}

  /** It is tried again, after a pause. */
  record Retry(Duration delay) implements NextStep {}

  /** It was to be tried again, and cannot be. */
  record DeadLetter(Reason reason) implements NextStep {}

  /** Why a task is not tried again. */
  enum Reason {
    /** It was tried as often as it may be. */
    ATTEMPTS_EXHAUSTED,
    /** Its deadline comes before the next attempt could start. */
    DEADLINE;

    /** The word: {@code attempts_exhausted}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
