package dev.axontask.engine.schedule;

import java.time.Instant;
import java.util.Optional;

/** What becomes of a planned time that has come. */
public sealed interface Step {

  /**
   * The planned times that follow the decided one.
   *
   * @param next empty at the schedule's end
   * @param madeUp how many missed times were made up for in a row
   */
  record Then(Optional<Instant> next, int madeUp) {}

  /**
   * Planned times that nothing is started for.
   *
   * @param first the first of them
   * @param until the next planned time that is not one of them; empty at the schedule's end
   */
  record Skipped(Instant first, Optional<Instant> until, Why why) {}

  /** Why nothing is started for a planned time. */
  enum Why {
    OVERLAP,
    MISSED
  }

  /**
   * A task is started.
   *
   * @param also planned times that passed meanwhile
   */
  record Fire(Optional<Skipped> also, Then then) implements Step {}

  /** No task is started. */
  record PassOver(Skipped skipped, Then then) implements Step {}

  /**
   * It waits for the end of the earlier run, and is looked at again soon.
   *
   * @param cancelPrevious whether that run is canceled
   */
  record Hold(boolean cancelPrevious) implements Step {}
}
