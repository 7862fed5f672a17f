package dev.axontask.engine.schedule;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a schedule's history, newest first.
 *
 * @param before names what comes after in this order; null at the end
 */
public record RunPage(List<ScheduleRun> runs, @Nullable Instant before) {
  public static final int MAX_LIMIT = 200;
  public static final int DEFAULT_LIMIT = 50;

  public RunPage {
    runs = List.copyOf(runs);
  }
}
