package dev.axontask.engine.schedule;

import java.util.Locale;

/** How a schedule's times were given. */
public enum ScheduleKind {
  /** At a time. */
  ONE_TIME,
  /** So long after it was made. */
  DELAYED,
  /** By a cron expression. */
  RECURRING;

  /** {@code one_time}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
