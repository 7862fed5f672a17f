package dev.axontask.engine.deadletter;

import dev.axontask.engine.TaskId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some dead letters, those of the newest tasks first.
 *
 * @param next names what comes after; null at the end
 */
public record DeadLetterPage(List<DeadLetter> letters, @Nullable TaskId next) {
  public DeadLetterPage {
    letters = List.copyOf(letters);
  }
}
