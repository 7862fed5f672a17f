package dev.axontask.engine.worker;

import dev.axontask.adapter.Outcome;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.task.EndedAttempt;
import dev.axontask.engine.task.TaskClock;
import java.time.Duration;

/** The end of a simulated attempt, as the real {@link AttemptEnd} decides it. */
public final class SimulatedEnd {
  private final AttemptEnd end;

  private SimulatedEnd(AttemptEnd end) {
    this.end = end;
  }

  public static SimulatedEnd of(Outcome outcome) {
    TimeLimit limit = new TimeLimit(Duration.ofHours(1), TaskClock.TIMEOUT);
    return new SimulatedEnd(AttemptEnd.of(outcome, limit));
  }

  /** Nothing of it is left on its host. */
  public static SimulatedEnd lost() {
    return new SimulatedEnd(AttemptEnd.lost("outcome_unknown", "nothing of it is left"));
  }

  public EventKind kind() {
    return end.kind();
  }

  public Ending ending() {
    return end.ending();
  }

  /** What matters for what follows; of a task without a deadline. */
  public EndedAttempt facts(int number, boolean cancelRequested) {
    return end.facts(number, cancelRequested, null);
  }

  /** From the end of a lease until detached work is dead whatever its host does, in nanoseconds. */
  public static long silence(WorkerSettings settings) {
    return settings.silence().toNanos();
  }
}
