package dev.axontask.engine.breaker;

import dev.axontask.engine.TaskId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is known of a breaker, and what an attempt's end makes of it: pure. */
sealed interface BreakerState {

  /**
   * Lets everything through.
   *
   * @param failures in a row, up to now
   */
  record Closed(int failures) implements BreakerState {}

  /**
   * Holds everything back but the probe, if there is one: open, or half-open, by the database's
   * clock.
   *
   * @param openFor how long it was opened for
   */
  record Tripped(int failures, Duration openFor, @Nullable TaskId probe) implements BreakerState {}

  /** Opens now. */
  record Opening(int failures, Duration openFor) implements BreakerState {}

  /**
   * After an attempt at a task of the target has ended. What is open hears the probe alone: other
   * attempts began before it opened.
   */
  default BreakerState after(TaskId task, TargetWord word, BreakerSettings settings) {
    return switch (this) {
      case Closed(int failures) -> closed(failures, word, settings);
      case Tripped(int failures, Duration openFor, TaskId probe) ->
          task.equals(probe) ? probed(failures, openFor, word) : this;
      case Opening opening -> this;
    };
  }

  private BreakerState closed(int failures, TargetWord word, BreakerSettings settings) {
    return switch (word) {
      case FAILED -> {
        int inARow = Math.addExact(failures, 1);
        yield settings.opensAfter(inARow)
            ? new Opening(inARow, settings.open())
            : new Closed(inARow);
      }
      case WORKED -> failures == 0 ? this : new Closed(0);
      case NOTHING -> this;
    };
  }

  private BreakerState probed(int failures, Duration openFor, TargetWord word) {
    return switch (word) {
      case FAILED -> new Opening(Math.addExact(failures, 1), BreakerSettings.longer(openFor));
      case WORKED -> new Closed(0);
      case NOTHING -> this;
    };
  }
}
