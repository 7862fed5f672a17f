package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a task became a dead letter, and what came of it; known also when it has left the list.
 *
 * @param reason {@code attempts_exhausted} or {@code deadline}
 * @param redrivenAs the task that was started in its place
 */
public record DeadEnd(String reason, @Nullable TaskId redrivenAs) {

  static @Nullable DeadEnd read(ResultSet row) throws SQLException {
    String reason = row.getString("dead_letter_reason");
    UUID again = row.getObject("redriven_as", UUID.class);
    return reason == null ? null : new DeadEnd(reason, again == null ? null : new TaskId(again));
  }
}
