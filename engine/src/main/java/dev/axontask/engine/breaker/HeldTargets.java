package dev.axontask.engine.breaker;

import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.queue.KeyRef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Moves tasks of open breakers out of the way of claims, and back when a breaker is closed. A claim
 * refuses them by itself; this keeps it from meeting 10,000 of them each time. Any number of
 * processes may run it; a crash leaves the rest to the next run.
 */
final class HeldTargets {
  /** Tasks that a run moves; the rest is for the next. */
  static final int TASKS = 1_000;

  private final Database database;
  private final HeldTasks held;

  /** Runs on this database's worker role. */
  HeldTargets(Database database, HeldTasks held) {
    this.database = database;
    this.held = held;
  }

  /** Takes them out of the way; one that a concurrency key had let through loses its place. */
  int park() {
    return database.asWorker(tx -> {
      try (PreparedStatement update =
          tx.prepareStatement(
              """
              UPDATE task_queue SET hold = 'circuit_breaker'
               WHERE task_id = ANY (ARRAY(
                 SELECT q.task_id
                   FROM circuit_breakers b
                   JOIN task_queue q ON q.adapter = b.adapter AND q.tenant_id = b.tenant_id
                                    AND q.target = b.target
                  WHERE b.open_until IS NOT NULL AND q.hold IS NULL
                    AND b.probe_task IS DISTINCT FROM q.task_id
                  LIMIT ? FOR UPDATE OF q SKIP LOCKED))
              """)) {
        update.setInt(1, TASKS);
        return update.executeUpdate();
      }
    });
  }

  /**
   * Puts them back. Tasks that have a concurrency key wait for that afterwards; it is asked in a
   * transaction of its own, because nobody who holds rows of the queue may wait for a key.
   */
  int release() {
    Set<KeyRef> next = new LinkedHashSet<>();
    int released =
        database.asWorker(tx -> {
          next.clear();
          return release(tx, next);
        });
    int _ = held.letThrough(next);
    return released;
  }

  private static int release(Connection tx, Set<KeyRef> next) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE task_queue
               SET hold = CASE WHEN concurrency_key IS NOT NULL THEN 'concurrency_key' END
             WHERE task_id = ANY (ARRAY(
               SELECT q.task_id
                 FROM circuit_breakers b
                 JOIN task_queue q ON q.tenant_id = b.tenant_id AND q.adapter = b.adapter
                                  AND q.target = b.target
                WHERE b.open_until IS NULL AND q.hold = 'circuit_breaker'
                LIMIT ? FOR UPDATE OF q SKIP LOCKED))
            RETURNING tenant_id, concurrency_key AS key
            """)) {
      update.setInt(1, TASKS);
      int released = 0;
      try (ResultSet row = update.executeQuery()) {
        for (; row.next(); released++) {
          String key = row.getString("key");
          if (key != null) {
            next.add(new KeyRef(new TenantId(row.getObject("tenant_id", UUID.class)), key));
          }
        }
      }
      return released;
    }
  }
}
