package dev.axontask.adapter;

import java.util.UUID;

/**
 * Names an attempt.
 *
 * @param tenant the tenant that the task belongs to
 * @param task the task
 * @param number counts the task's attempts from 1
 */
public record AttemptId(UUID tenant, UUID task, int number) {
  public AttemptId {
    if (number < 1) {
      throw new IllegalArgumentException("attempts count from 1, not " + number);
    }
  }

  /** A name fit for a file or a container: {@code <task>-<number>}. */
  @Override
  public String toString() {
    return task + "-" + number;
  }
}
