package dev.axontask.engine.queue;

import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves tasks of paused rate-limit keys out of the way of claims, and back when the pause is over.
 * A claim refuses a task of a paused key by itself; this keeps it from meeting 10,000 of them each
 * time. Any number of processes may run it; a crash leaves the rest to the next run. Used by one
 * thread at a time.
 */
public final class PausedKeys {
  /** Tasks of a key that a run moves; the rest is for the next. */
  private static final int TASKS = 1_000;

  private static final int KEYS = 100;

  private final Database database;
  private final HeldTasks held;
  private KeyRef from = Keys.FIRST;

  /** Runs on this database's worker role. */
  public PausedKeys(Database database, HeldTasks held) {
    this.database = database;
    this.held = held;
  }

  private record Seen(KeyRef key, boolean paused) {}

  /**
   * What a run did.
   *
   * @param moved tasks out of the way or back
   * @param more whether there is more to move
   */
  public record Summary(int moved, boolean more) {}

  /** Looks at the next keys. */
  public Summary runOnce() {
    List<Seen> keys = database.asWorker(this::look);
    from = keys.size() < KEYS ? Keys.FIRST : keys.getLast().key();
    int moved = 0;
    boolean more = false;
    for (Seen seen : keys) {
      int one = seen.paused() ? park(seen.key()) : release(seen.key());
      moved += one;
      more |= one == TASKS;
    }
    return new Summary(moved, more);
  }

  private List<Seen> look(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT tenant_id, key, until > now() AS paused FROM paused_keys
             WHERE (tenant_id, key) > (?, ?)
             ORDER BY tenant_id, key
             LIMIT ?
            """)) {
      Keys.set(select, 1, from);
      select.setInt(3, KEYS);
      List<Seen> seen = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          seen.add(new Seen(Keys.read(row), row.getBoolean("paused")));
        }
      }
      return seen;
    }
  }

  private int park(KeyRef key) {
    return database.asWorker(tx -> {
      try (PreparedStatement update =
          tx.prepareStatement(
              """
              UPDATE task_queue SET hold = 'rate_limit_key'
               WHERE task_id = ANY (ARRAY(
                 SELECT q.task_id FROM task_queue q
                  WHERE q.tenant_id = ? AND q.rate_limit_key = ?
                    AND (q.hold IS NULL OR q.hold = 'concurrency_key')
                  LIMIT ? FOR UPDATE SKIP LOCKED))
              """)) {
        Keys.set(update, 1, key);
        update.setInt(3, TASKS);
        return update.executeUpdate();
      }
    });
  }

  /**
   * Tasks that have a concurrency key too wait for that afterwards; it is asked in a transaction of
   * its own, because nobody who holds rows of the queue may wait for a key.
   */
  private int release(KeyRef key) {
    Set<KeyRef> next = new LinkedHashSet<>();
    int moved =
        database.asWorker(tx -> {
          next.clear();
          int released = release(tx, key, next);
          if (released == 0) {
            forget(tx, key);
          }
          return released;
        });
    int _ = held.letThrough(next);
    return moved;
  }

  private static int release(Connection tx, KeyRef key, Set<KeyRef> next) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE task_queue
               SET hold = CASE WHEN concurrency_key IS NOT NULL THEN 'concurrency_key' END
             WHERE task_id = ANY (ARRAY(
               SELECT q.task_id FROM task_queue q
                WHERE q.tenant_id = ? AND q.rate_limit_key = ? AND q.hold = 'rate_limit_key'
                LIMIT ? FOR UPDATE SKIP LOCKED))
            RETURNING tenant_id, concurrency_key AS key
            """)) {
      Keys.set(update, 1, key);
      update.setInt(3, TASKS);
      int released = 0;
      try (ResultSet row = update.executeQuery()) {
        for (; row.next(); released++) {
          if (row.getString("key") != null) {
            next.add(Keys.read(row));
          }
        }
      }
      return released;
    }
  }

  /**
   * Long after the pause: a submit that began before its end may have put a held task into the
   * queue.
   */
  private static void forget(Connection tx, KeyRef key) throws SQLException {
    try (PreparedStatement delete =
        tx.prepareStatement(
            """
            DELETE FROM paused_keys
             WHERE tenant_id = ? AND key = ? AND until < now() - interval '5 minutes'
            """)) {
      Keys.set(delete, 1, key);
      delete.executeUpdate();
    }
  }
}
