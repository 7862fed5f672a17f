package dev.axontask.engine.input;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.TaskState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code task_sent_inputs}, in the transaction that accepts an input. */
final class SentRows {
  private SentRows() {}

  /** The task as its head's lock finds it. */
  record Locked(TaskState state, int attempt) {}

  /**
   * Waits for whoever writes to the log. What the task is becomes a question of its own: a
   * statement that waited shows, of rows that it did not lock, what was before the wait.
   */
  static Optional<Locked> lock(Connection tx, TaskId task) throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement("SELECT 1 FROM task_heads WHERE task_id = ? FOR UPDATE")) {
      lock.setObject(1, task.value());
      lock.executeQuery().close();
    }
    try (PreparedStatement select =
        tx.prepareStatement("SELECT state, attempt FROM tasks WHERE id = ?")) {
      select.setObject(1, task.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Locked(TaskState.ofWord(row.getString(1)).orElseThrow(), row.getInt(2)))
            : Optional.empty();
      }
    }
  }

  /** What an {@code input_id} stands for already. */
  record Known(long seq, byte @Nullable [] payload) {
    /** Whether it is the same input; of one that was erased nobody can say. */
    boolean is(byte[] other) {
      return payload == null || Arrays.equals(payload, other);
    }
  }

  static Optional<Known> known(Connection tx, TaskId task, String inputId) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT s.seq, e.payload
              FROM task_sent_inputs s LEFT JOIN task_events e ON e.task_id = s.task_id AND e.seq = s.seq
             WHERE s.task_id = ? AND s.input_id = ?
            """)) {
      select.setObject(1, task.value());
      select.setString(2, inputId);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Known(row.getLong(1), row.getBytes(2)))
            : Optional.empty();
      }
    }
  }

  /**
   * Where an attempt's input stands.
   *
   * @param size bytes that were sent
   * @param ended whether its end was
   * @param waitingBytes sent and not read
   * @param waiting inputs that were sent and not read
   * @param inputs of the whole task
   */
  record Standing(long size, boolean ended, long waitingBytes, int waiting, int inputs) {}

  static Standing standing(Connection tx, TaskId task, int attempt) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT coalesce(max(stdin_offset + bytes) FILTER (WHERE attempt = ?), 0),
                   coalesce(bool_or(ends) FILTER (WHERE attempt = ?), false),
                   coalesce(sum(bytes) FILTER (WHERE attempt = ? AND NOT settled), 0),
                   count(*) FILTER (WHERE attempt = ? AND NOT settled),
                   count(*)
              FROM task_sent_inputs WHERE task_id = ?
            """)) {
      for (int i = 1; i <= 4; i++) {
        select.setInt(i, attempt);
      }
      select.setObject(5, task.value());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Standing(
            row.getLong(1), row.getBoolean(2), row.getLong(3), row.getInt(4), row.getInt(5));
      }
    }
  }

  static void insert(
      Connection tx, TenantId tenant, TaskId task, Event event, long offset, Sending sending)
      throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO task_sent_inputs (task_id, seq, tenant_id, attempt, stdin_offset, bytes, ends, input_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      boolean bytes = sending.what() instanceof Sending.What.Bytes;
      insert.setObject(1, task.value());
      insert.setLong(2, event.seq());
      insert.setObject(3, tenant.value());
      insert.setInt(4, event.attempt());
      insert.setLong(5, offset);
      insert.setInt(6, bytes ? ((Sending.What.Bytes) sending.what()).bytes().length : 0);
      insert.setBoolean(7, bytes && ((Sending.What.Bytes) sending.what()).last());
      insert.setString(8, sending.inputId());
      insert.executeUpdate();
    }
  }
}
