package dev.axontask.engine.worker;

import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Takes the right to write from whoever ran attempts before. */
final class OpenAttempts {
  private OpenAttempts() {}

  /** Reads {@code task_id, tenant_id, number, worker_id, detached, fencing_token}. */
  static List<OpenAttempt> read(PreparedStatement select) throws SQLException {
    List<OpenAttempt> open = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        open.add(
            new OpenAttempt(
                new TaskId(row.getObject("task_id", UUID.class)),
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getInt("number"),
                row.getObject("worker_id", UUID.class),
                row.getBoolean("detached"),
                new FencingToken(row.getLong("fencing_token"))));
      }
    }
    return open;
  }

  /**
   * Locks the heads in the order of their ids, raises their tokens, and reads again what has
   * neither ended nor got another worker meanwhile: a later attempt of the same task is somebody
   * else's. From the commit on, their former holders can write nothing.
   */
  static List<OpenAttempt> raiseTokens(Connection tx, List<OpenAttempt> attempts)
      throws SQLException {
    if (attempts.isEmpty()) {
      return List.of();
    }
    Object[] tasks = tasks(attempts);
    lockHeads(tx, tasks);
    try (PreparedStatement raise =
        tx.prepareStatement(
            """
            UPDATE task_heads h SET fencing_token = h.fencing_token + 1
              FROM unnest(?::uuid[], ?::integer[], ?::uuid[]) AS seen(task_id, number, worker_id)
              JOIN attempts a USING (task_id, number, worker_id)
             WHERE h.task_id = seen.task_id AND NOT h.closed AND a.ended_at IS NULL
            RETURNING h.task_id, h.tenant_id, a.number, a.worker_id, a.detached, h.fencing_token
            """)) {
      raise.setArray(1, tx.createArrayOf("uuid", tasks));
      raise.setArray(2, tx.createArrayOf("int4", numbers(attempts)));
      raise.setArray(
          3, tx.createArrayOf("uuid", attempts.stream().map(OpenAttempt::worker).toArray()));
      return read(raise);
    }
  }

  static Object[] tasks(List<OpenAttempt> attempts) {
    return attempts.stream().map(attempt -> attempt.task().value()).toArray();
  }

  static Object[] numbers(List<OpenAttempt> attempts) {
    return attempts.stream().map(OpenAttempt::number).toArray();
  }

  /** Waits for whoever writes to these logs; nobody does until the transaction ends. */
  static void lockHeads(Connection tx, Object... tasks) throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            "SELECT 1 FROM task_heads WHERE task_id = ANY (?::uuid[]) ORDER BY task_id FOR UPDATE")) {
      lock.setArray(1, tx.createArrayOf("uuid", tasks));
      lock.executeQuery().close();
    }
  }
}
