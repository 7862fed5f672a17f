package dev.axontask.engine.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some tasks, newest first.
 *
 * @param tasks fewer than the limit, too, when their arguments are large
 * @param nextCursor names what comes after; null at the end
 */
public record TaskPage(List<Task> tasks, @Nullable String nextCursor) {
  public TaskPage {
    tasks = List.copyOf(tasks);
  }
}
