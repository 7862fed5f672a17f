package dev.axontask.engine.queue;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows a tenant its queues. Thread-safe. */
public final class QueueStates {
  /** Keys shown; who has more paused at once looks at his own list. */
  public static final int PAUSED_KEYS = 1_000;

  private final Database database;

  public QueueStates(Database database) {
    this.database = database;
  }

  /**
   * The queues of these adapters, and those that are paused.
   *
   * @return by the adapter's name
   */
  public List<QueueState> list(Caller caller, Collection<String> adapters) {
    return database.asTenant(caller.tenant(), tx -> list(tx, caller.tenant(), adapters));
  }

  private static List<QueueState> list(Connection tx, TenantId tenant, Collection<String> adapters)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            WITH queue AS (
              SELECT unnest(?::text[]) AS adapter
              UNION
              SELECT adapter FROM paused_queues WHERE tenant_id = ?
            )
            SELECT queue.adapter, p.paused_at, due.depth, due.oldest, held.count AS held
              FROM queue
              LEFT JOIN paused_queues p ON p.tenant_id = ? AND p.adapter = queue.adapter
             CROSS JOIN LATERAL (
               SELECT count(*)::integer AS depth, min(run_at) AS oldest
                 FROM (SELECT run_at FROM task_queue
                        WHERE adapter = queue.adapter AND tenant_id = ? AND hold IS NULL
                          AND run_at <= now()
                        LIMIT 100000) AS counted) due
             CROSS JOIN LATERAL (
               SELECT count(*)::integer AS count
                 FROM (SELECT 1 FROM task_queue
                        WHERE tenant_id = ? AND concurrency_key IS NOT NULL
                          AND hold = 'concurrency_key' AND adapter = queue.adapter
                       UNION ALL
                       SELECT 1 FROM task_queue
                        WHERE tenant_id = ? AND rate_limit_key IS NOT NULL
                          AND hold = 'rate_limit_key' AND adapter = queue.adapter
                       UNION ALL
                       SELECT 1 FROM task_queue
                        WHERE tenant_id = ? AND hold = 'circuit_breaker' AND adapter = queue.adapter
                       LIMIT 100000) AS counted) held
             ORDER BY queue.adapter
             LIMIT 1000
            """)) {
      select.setArray(1, tx.createArrayOf("text", adapters.toArray()));
      for (int parameter = 2; parameter <= 7; parameter++) {
        select.setObject(parameter, tenant.value());
      }
      List<QueueState> states = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          states.add(
              new QueueState(
                  row.getString("adapter"),
                  instant(row, "paused_at"),
                  row.getInt("depth"),
                  row.getInt("held"),
                  instant(row, "oldest")));
        }
      }
      return states;
    }
  }

  /** The first {@value #PAUSED_KEYS} rate-limit keys that are paused now. */
  public PausedKeyPage pausedKeys(Caller caller) {
    return database.asTenant(caller.tenant(), tx -> pausedKeys(tx, caller.tenant()));
  }

  private static PausedKeyPage pausedKeys(Connection tx, TenantId tenant) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT key, until FROM paused_keys
             WHERE tenant_id = ? AND until > now() ORDER BY key LIMIT ?
            """)) {
      select.setObject(1, tenant.value());
      select.setInt(2, PAUSED_KEYS + 1);
      List<PausedKey> keys = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          if (keys.size() == PAUSED_KEYS) {
            return new PausedKeyPage(keys, true);
          }
          keys.add(
              new PausedKey(
                  row.getString("key"), row.getObject("until", OffsetDateTime.class).toInstant()));
        }
      }
      return new PausedKeyPage(keys, false);
    }
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
