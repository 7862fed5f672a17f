package dev.axontask.engine.worker;

import dev.axontask.adapter.Outcome;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.task.TaskClock;
import java.time.Duration;

/** The end of a simulated attempt, as the real {@link AttemptEnd} decides it. */
public record SimulatedEnd(EventKind kind, Ending ending) {

  public static SimulatedEnd of(Outcome outcome) {
    return of(AttemptEnd.of(outcome, new TimeLimit(Duration.ofHours(1), TaskClock.TIMEOUT)));
  }

  /** Nothing of it is left on its host. */
  public static SimulatedEnd lost() {
    return of(AttemptEnd.lost("outcome_unknown", "nothing of it is left"));
  }

  private static SimulatedEnd of(AttemptEnd end) {
    return new SimulatedEnd(end.kind(), end.ending());
  }

  /** From the end of a lease until detached work is dead whatever its host does, in nanoseconds. */
  public static long silence(WorkerSettings settings) {
    return settings.silence().toNanos();
  }
}
