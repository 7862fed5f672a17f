package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Which unfinished task holds which unique key. A lock a key lets one submit after the other
 * decide; the unique index on {@code tasks} would refuse a second holder all the same.
 */
final class UniqueKeys {
  private UniqueKeys() {}

  /** Waits for other submits of these keys; in the order of the locks, so that two never cross. */
  static void lock(Connection tx, TenantId tenant, Collection<String> keys) throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            """
            SELECT pg_advisory_xact_lock(ordered.lock)
              FROM (SELECT DISTINCT hashtextextended('unique ' || ? || ' ' || key, 0) AS lock
                      FROM unnest(?::text[]) AS r(key) ORDER BY 1) ordered
            """)) {
      lock.setString(1, tenant.toString());
      lock.setArray(2, tx.createArrayOf("text", keys.toArray()));
      lock.executeQuery().close();
    }
  }

  /** The unfinished tasks that hold these keys, by key. */
  static Map<String, TaskId> holders(Connection tx, TenantId tenant, Collection<String> keys)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT unique_key, id FROM tasks
             WHERE tenant_id = ? AND unique_key = ANY (?::text[]) AND ended_at IS NULL
            """)) {
      select.setObject(1, tenant.value());
      select.setArray(2, tx.createArrayOf("text", keys.toArray()));
      Map<String, TaskId> holders = new HashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          holders.put(row.getString(1), new TaskId(row.getObject(2, UUID.class)));
        }
      }
      return holders;
    }
  }

  /** Takes the keys from tasks, whatever becomes of these. */
  static void release(Connection tx, TenantId tenant, Collection<TaskId> tasks)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            "UPDATE tasks SET unique_key = NULL WHERE tenant_id = ? AND id = ANY (?::uuid[])")) {
      update.setObject(1, tenant.value());
      update.setArray(2, tx.createArrayOf("uuid", tasks.stream().map(TaskId::value).toArray()));
      update.executeUpdate();
    }
  }
}
