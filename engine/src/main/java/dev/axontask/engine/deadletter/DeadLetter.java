package dev.axontask.engine.deadletter;

import dev.axontask.engine.TaskId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that was to be tried again and cannot be.
 *
 * @param reason {@code attempts_exhausted} or {@code deadline}
 * @param errorJson of the last attempt, a JSON object {@code code, message, transient}
 * @param attempts that were made
 * @param createdAt when it became one
 * @param redrivenAs the task that was started in its place
 */
public record DeadLetter(
    TaskId task,
    @Nullable String name,
    String adapter,
    List<String> tags,
    String reason,
    @Nullable String errorJson,
    int attempts,
    Instant createdAt,
    @Nullable TaskId redrivenAs) {
  public DeadLetter {
    tags = List.copyOf(tags);
  }
}
