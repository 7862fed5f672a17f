package dev.axontask.engine.task;

import java.util.List;

/**
 * What a caller wants a task to wait for.
 *
 * @param tasks ids, not yet checked; none for a task that waits for no other
 */
public record DependsOn(List<String> tasks, DependencyPolicy policy) {
  public static final DependsOn NOTHING = new DependsOn(List.of(), DependencyPolicy.SUCCESS);

  public DependsOn {
    tasks = List.copyOf(tasks);
  }
}
