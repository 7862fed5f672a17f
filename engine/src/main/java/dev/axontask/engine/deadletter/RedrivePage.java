package dev.axontask.engine.deadletter;

import dev.axontask.engine.TaskId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of some dead letters that were to be started again, those of the newest tasks first.
 *
 * @param next names what comes after, for {@link DeadLetterFilter#before}; null at the end
 */
public record RedrivePage(List<Redrive> answers, @Nullable TaskId next) {
  public RedrivePage {
    answers = List.copyOf(answers);
  }
}
