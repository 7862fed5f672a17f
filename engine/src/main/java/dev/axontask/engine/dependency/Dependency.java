package dev.axontask.engine.dependency;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * A task that another one depends on.
 *
 * @param endedAs a terminal state; null as long as the dependent knows of no end
 */
record Dependency(TaskId task, @Nullable TaskState endedAs) {

  boolean ended() {
    return endedAs != null;
  }

  boolean succeeded() {
    return endedAs == TaskState.SUCCEEDED;
  }

  /** Whether it ended, and not well. */
  boolean failed() {
    return ended() && !succeeded();
  }
}
