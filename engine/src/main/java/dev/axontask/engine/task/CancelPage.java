package dev.axontask.engine.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of some of the tasks that were to be canceled.
 *
 * @param answers one a task
 * @param nextCursor where the rest begins; null when all were seen
 */
public record CancelPage(List<Cancellation> answers, @Nullable String nextCursor) {
  public CancelPage {
    answers = List.copyOf(answers);
  }
}
