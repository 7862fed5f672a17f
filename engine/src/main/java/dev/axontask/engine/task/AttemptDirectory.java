package dev.axontask.engine.task;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Looks attempts up. Another tenant's are like missing ones. Thread-safe. */
public final class AttemptDirectory {
  /** More than any task is tried. */
  private static final int MOST = 1_000;

  private final Database database;

  public AttemptDirectory(Database database) {
    this.database = database;
  }

  /** The attempts of a task, the first first; none if there is no such task. */
  public List<PastAttempt> of(Caller caller, TaskId task) {
    return database.asTenant(caller.tenant(), tx -> of(tx, caller, task));
  }

  private static List<PastAttempt> of(Connection tx, Caller caller, TaskId task)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT number, worker_id, host_id, started_at, ended_at, outcome,
                   error::text AS error, bytes
              FROM attempts
             WHERE tenant_id = ? AND task_id = ?
             ORDER BY number
             LIMIT ?
            """)) {
      select.setObject(1, caller.tenant().value());
      select.setObject(2, task.value());
      select.setInt(3, MOST);
      try (ResultSet row = select.executeQuery()) {
        List<PastAttempt> attempts = new ArrayList<>();
        while (row.next()) {
          attempts.add(read(row));
        }
        return attempts;
      }
    }
  }

  private static PastAttempt read(ResultSet row) throws SQLException {
    OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
    return new PastAttempt(
        row.getInt("number"),
        row.getObject("worker_id", UUID.class),
        row.getObject("host_id", UUID.class),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        ended == null ? null : ended.toInstant(),
        row.getString("outcome"),
        row.getString("error"),
        row.getLong("bytes"));
  }
}
