package dev.axontask.engine.breaker;

import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code circuit_breakers} as states. */
final class BreakerRows {
  private BreakerRows() {}

  /** The state, under the row's lock; empty without a row. */
  static Optional<BreakerState> lock(Connection tx, TargetKey key) throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            """
            SELECT failures, open_for_s, probe_task FROM circuit_breakers
             WHERE tenant_id = ? AND adapter = ? AND target = ?
               FOR UPDATE
            """)) {
      key.set(lock, 1);
      try (ResultSet row = lock.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  private static BreakerState read(ResultSet row) throws SQLException {
    int failures = row.getInt("failures");
    int seconds = row.getInt("open_for_s");
    if (row.wasNull()) {
      return new BreakerState.Closed(failures);
    }
    UUID probe = row.getObject("probe_task", UUID.class);
    return new BreakerState.Tripped(
        failures, Duration.ofSeconds(seconds), probe == null ? null : new TaskId(probe));
  }

  /**
   * Makes a row, unless there is one or the tenant has {@value Limits#BREAKERS}. Of two that do so
   * at once the second waits for the first.
   */
  static void insert(Connection tx, TargetKey key) throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO circuit_breakers (tenant_id, adapter, target)
            SELECT ?, ?, ?
             WHERE (SELECT count(*) FROM (SELECT FROM circuit_breakers WHERE tenant_id = ? LIMIT ?) AS counted) < ?
            ON CONFLICT (tenant_id, adapter, target) DO NOTHING
            """)) {
      key.set(insert, 1);
      insert.setObject(4, key.tenant().value());
      insert.setInt(5, Limits.BREAKERS);
      insert.setInt(6, Limits.BREAKERS);
      insert.executeUpdate();
    }
  }

  /** A part of the transaction that has the row's lock. */
  static void close(Connection tx, TargetKey key, int failures, @Nullable String errorJson)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE circuit_breakers
               SET failures = ?, error = coalesce(?::jsonb, error), open_until = NULL, open_for_s = NULL,
                   probe_task = NULL, probe_since = NULL, changed_at = clock_timestamp()
             WHERE tenant_id = ? AND adapter = ? AND target = ?
            """)) {
      update.setInt(1, failures);
      update.setString(2, errorJson);
      key.set(update, 3);
      update.executeUpdate();
    }
  }

  /** From now on, by the database's clock. */
  static void open(
      Connection tx, TargetKey key, BreakerState.Opening opening, @Nullable String errorJson)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE circuit_breakers
               SET failures = ?, error = coalesce(?::jsonb, error), open_for_s = ?,
                   open_until = clock_timestamp() + ? * interval '1 second',
                   probe_task = NULL, probe_since = NULL, changed_at = clock_timestamp()
             WHERE tenant_id = ? AND adapter = ? AND target = ?
            """)) {
      int seconds = Math.toIntExact(opening.openFor().toSeconds());
      update.setInt(1, opening.failures());
      update.setString(2, errorJson);
      update.setInt(3, seconds);
      update.setInt(4, seconds);
      key.set(update, 5);
      update.executeUpdate();
    }
  }
}
