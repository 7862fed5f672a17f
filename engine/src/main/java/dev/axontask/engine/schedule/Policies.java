package dev.axontask.engine.schedule;

import java.time.Duration;

/**
 * How a schedule deals with what does not go as planned.
 *
 * @param missedLimit how many missed times in a row {@link MissedRuns#RUN_ALL} makes up for
 * @param jitter a run starts up to so long after its planned time
 */
public record Policies(MissedRuns missed, int missedLimit, Overlap overlap, Duration jitter) {

  /** What holds when nobody says otherwise. */
  public static final Policies USUAL =
      new Policies(MissedRuns.RUN_ONCE, 10, Overlap.SKIP, Duration.ZERO);
}
