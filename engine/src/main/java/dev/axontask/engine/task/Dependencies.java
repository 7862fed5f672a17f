package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import java.util.List;

/**
 * The tasks that a task depends on.
 *
 * @param on in the order in which they were named, each once
 * @param waitingFor those whose end it does not know of yet; none once it waits for no task any
 *     more
 */
public record Dependencies(List<TaskId> on, DependencyPolicy policy, List<TaskId> waitingFor) {
  public static final Dependencies NONE =
      new Dependencies(List.of(), DependencyPolicy.SUCCESS, List.of());

  public Dependencies {
    on = List.copyOf(on);
    waitingFor = List.copyOf(waitingFor);
  }

  /** Of a task that is about to be stored. */
  static Dependencies of(List<TaskId> on, DependencyPolicy policy) {
    return new Dependencies(on, policy, on);
  }

  boolean any() {
    return !on.isEmpty();
  }
}
