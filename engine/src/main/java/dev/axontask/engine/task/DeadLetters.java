package dev.axontask.engine.task;

import dev.axontask.adapter.AdapterError;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code dead_letters}, each written in the transaction that ends its task; the reason
 * stays with the task too, for the time when the row is gone.
 */
final class DeadLetters {
  private DeadLetters() {}

  static void insert(
      Connection tx,
      TenantId tenant,
      TaskId task,
      NextStep.Reason reason,
      @Nullable AdapterError error,
      int attempts,
      OffsetDateTime at)
      throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            WITH letter AS (
              INSERT INTO dead_letters (task_id, tenant_id, reason, error, attempts, created_at)
              VALUES (?, ?, ?, ?::jsonb, ?, ?)
            )
            UPDATE tasks SET dead_letter_reason = ? WHERE id = ?
            """)) {
      insert.setObject(1, task.value());
      insert.setObject(2, tenant.value());
      insert.setString(3, reason.word());
      insert.setString(4, EndPayload.errorJson(error));
      insert.setInt(5, attempts);
      insert.setObject(6, at);
      insert.setString(7, reason.word());
      insert.setObject(8, task.value());
      insert.executeUpdate();
    }
  }
}
