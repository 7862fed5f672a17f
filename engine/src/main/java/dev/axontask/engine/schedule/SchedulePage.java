package dev.axontask.engine.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some schedules, newest first.
 *
 * @param nextCursor names what comes after; null at the end
 */
public record SchedulePage(List<Schedule> schedules, @Nullable String nextCursor) {
  public static final int MAX_LIMIT = 100;
  public static final int DEFAULT_LIMIT = 50;

  public SchedulePage {
    schedules = List.copyOf(schedules);
  }
}
