package dev.axontask.engine.task;

import dev.axontask.adapter.AdapterError;
import dev.axontask.engine.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The rows of {@code attempts} whose end somebody else than the appender writes. */
final class AttemptRows {
  private AttemptRows() {}

  /** Whether the attempt has not ended, as of this statement. */
  static boolean open(Connection tx, TaskId task, int number) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            "SELECT 1 FROM attempts WHERE task_id = ? AND number = ? AND ended_at IS NULL")) {
      select.setObject(1, task.value());
      select.setInt(2, number);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Ends an attempt; one that has ended stays as it is. */
  static void end(
      Connection tx,
      TaskId task,
      int number,
      String outcome,
      @Nullable AdapterError error,
      OffsetDateTime at)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE attempts SET ended_at = ?, outcome = ?, error = ?::jsonb,
                   bytes = (SELECT coalesce(sum(e.payload_len), 0) FROM task_events e
                             WHERE e.task_id = attempts.task_id AND e.attempt = attempts.number
                               AND e.kind IN ('stdout', 'stderr'))
             WHERE task_id = ? AND number = ? AND ended_at IS NULL
            """)) {
      update.setObject(1, at);
      update.setString(2, outcome);
      update.setString(3, EndPayload.errorJson(error));
      update.setObject(4, task.value());
      update.setInt(5, number);
      update.executeUpdate();
    }
  }
}
