package dev.axontask.engine.queue;

import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lets waiting tasks of a concurrency key through, never more than its limit (see the package). */
public final class ConcurrencyKeys {
  private static final int TRIES = 10;
  private static final int LIMIT_OF_A_NEW_KEY = 1;

  private ConcurrencyKeys() {}

  /**
   * Makes sure that the keys are there, and lets through what may run, in the transaction that put
   * tasks of them into the queue. A crash before its commit leaves neither.
   *
   * @param limits how many may run at once; null leaves the limit as it is, or 1 for a new key
   */
  public static void enter(
      Connection tx, TenantId tenant, SortedMap<String, @Nullable Integer> limits)
      throws SQLException {
    Map<String, Integer> locked = lock(tx, tenant, limits.keySet());
    for (int tries = 0; locked.size() < limits.size(); tries++) {
      if (tries == TRIES) {
        throw new IllegalStateException("keys go as soon as they are made: " + limits.keySet());
      }
      insert(tx, tenant, limits);
      locked = lock(tx, tenant, limits.keySet());
    }
    setLimits(tx, tenant, limits, locked);
    int _ = count(tx, tenant, limits.keySet());
  }

  /**
   * Lets through what may run.
   *
   * @return how many tasks can be claimed now that could not before
   */
  public static int letThrough(Connection tx, TenantId tenant, Collection<String> keys)
      throws SQLException {
    Map<String, Integer> locked = lock(tx, tenant, keys);
    return locked.isEmpty() ? 0 : count(tx, tenant, locked.keySet());
  }

  /** In the order of the keys, so that two never wait for each other. */
  private static Map<String, Integer> lock(Connection tx, TenantId tenant, Collection<String> keys)
      throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            """
            SELECT key, max_running FROM concurrency_keys
             WHERE tenant_id = ? AND key = ANY (?::text[])
             ORDER BY key FOR UPDATE
            """)) {
      lock.setObject(1, tenant.value());
      lock.setArray(2, tx.createArrayOf("text", keys.toArray()));
      Map<String, Integer> locked = new HashMap<>();
      try (ResultSet row = lock.executeQuery()) {
        while (row.next()) {
          locked.put(row.getString("key"), row.getInt("max_running"));
        }
      }
      return locked;
    }
  }

  private static void insert(
      Connection tx, TenantId tenant, SortedMap<String, @Nullable Integer> limits)
      throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO concurrency_keys (tenant_id, key, max_running)
            SELECT ?, key, max_running FROM unnest(?::text[], ?::integer[]) AS r(key, max_running)
             ORDER BY key
            ON CONFLICT (tenant_id, key) DO NOTHING
            """)) {
      insert.setObject(1, tenant.value());
      insert.setArray(2, tx.createArrayOf("text", limits.keySet().toArray()));
      Object[] most =
          limits.values().stream()
              .map(limit -> Objects.requireNonNullElse(limit, LIMIT_OF_A_NEW_KEY))
              .toArray();
      insert.setArray(3, tx.createArrayOf("int4", most));
      insert.executeUpdate();
    }
  }

  /** Writes only what changes: each start of a key would leave a dead row otherwise. */
  private static void setLimits(
      Connection tx,
      TenantId tenant,
      SortedMap<String, @Nullable Integer> limits,
      Map<String, Integer> locked)
      throws SQLException {
    for (String key : new TreeSet<>(limits.keySet())) {
      Integer limit = limits.get(key);
      if (limit != null && !limit.equals(locked.get(key))) {
        try (PreparedStatement update =
            tx.prepareStatement(
                "UPDATE concurrency_keys SET max_running = ? WHERE tenant_id = ? AND key = ?")) {
          update.setInt(1, limit);
          update.setObject(2, tenant.value());
          update.setString(3, key);
          update.executeUpdate();
        }
      }
    }
  }

  /**
   * Counts and lets through, under the locks of the keys. A statement of its own: one that had
   * waited for the locks itself would still count what stood before it waited.
   */
  private static int count(Connection tx, TenantId tenant, Collection<String> keys)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            WITH place AS (
              SELECT k.tenant_id, k.key,
                     k.max_running
                     - (SELECT count(*) FROM task_queue q
                         WHERE q.tenant_id = k.tenant_id AND q.concurrency_key = k.key AND q.hold IS NULL)
                     - (SELECT count(*) FROM tasks t
                         WHERE t.tenant_id = k.tenant_id AND t.concurrency_key = k.key
                           AND t.state = 'running') AS free
                FROM concurrency_keys k
               WHERE k.tenant_id = ? AND k.key = ANY (?::text[])
            ), next AS (
              SELECT chosen.task_id
                FROM place
               CROSS JOIN LATERAL (
                 SELECT q.task_id FROM task_queue q
                  WHERE q.tenant_id = place.tenant_id AND q.concurrency_key = place.key
                    AND q.hold = 'concurrency_key' AND q.run_at <= now()
                  ORDER BY q.priority DESC, q.run_at, q.task_id
                  LIMIT greatest(place.free, 0)
                    FOR UPDATE SKIP LOCKED) chosen
            )
            UPDATE task_queue SET hold = NULL WHERE task_id = ANY (ARRAY(SELECT task_id FROM next))
            """)) {
      update.setObject(1, tenant.value());
      update.setArray(2, tx.createArrayOf("text", List.copyOf(keys).toArray()));
      return update.executeUpdate();
    }
  }
}
