package dev.axontask.engine.schedule;

import java.util.Locale;

/** Whether a schedule starts tasks. */
public enum ScheduleState {
  /** At its next time. */
  ACTIVE,
  /** Not before somebody resumes it. */
  PAUSED,
  /** Never again: it has no further time. */
  ENDED;

  /** {@code active}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
