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

  /** Keys of a look; a transaction of its own is only for those whose tasks have to move. */
  private static final int KEYS = 1_000;

  /** How long after its pause a key is remembered. */
  private static final String REMEMBERED = "5 minutes";

  private final Database database;
  private final HeldTasks held;
  private KeyRef from = Keys.FIRST;

  /** Runs on this database's worker role. */
  public PausedKeys(Database database, HeldTasks held) {
    this.database = database;
    this.held = held;
  }

  /**
   * @param moves whether tasks of it have to be moved
   * @param old whether it can be forgotten
   */
  private record Seen(KeyRef key, boolean paused, boolean moves, boolean old) {}

  /**
   * What a run did.
   *
   * @param moved tasks out of the way or back
   * @param more whether there are keys behind these to look at, or more to move
   */
  public record Summary(int moved, boolean more) {}

  /** Looks at the next keys. */
  public Summary runOnce() {
    List<Seen> keys = database.asWorker(this::look);
    from = keys.size() < KEYS ? Keys.FIRST : keys.getLast().key();
    int moved = 0;
    boolean more = keys.size() == KEYS;
    for (Seen seen : keys.stream().filter(Seen::moves).toList()) {
      int one = seen.paused() ? park(seen.key()) : release(seen.key());
      moved += one;
      more |= one == TASKS;
    }
    forget(keys.stream().filter(Seen::old).map(Seen::key).toList());
    return new Summary(moved, more);
  }

  private List<Seen> look(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT tenant_id, key, paused, moves, NOT moves AND until < now() - ?::interval AS old
              FROM (
                SELECT k.tenant_id, k.key, k.until, k.until > now() AS paused,
                       EXISTS (SELECT FROM task_queue q
                                WHERE q.tenant_id = k.tenant_id AND q.rate_limit_key = k.key
                                  AND CASE WHEN k.until > now()
                                           THEN q.hold IS NULL OR q.hold = 'concurrency_key'
                                           ELSE q.hold = 'rate_limit_key' END) AS moves
                  FROM paused_keys k
                 WHERE (k.tenant_id, k.key) > (?, ?)
                 ORDER BY k.tenant_id, k.key
                 LIMIT ?) AS looked
             ORDER BY tenant_id, key
            """)) {
      select.setString(1, REMEMBERED);
      Keys.set(select, 2, from);
      select.setInt(4, KEYS);
      List<Seen> seen = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          seen.add(
              new Seen(
                  Keys.read(row),
                  row.getBoolean("paused"),
                  row.getBoolean("moves"),
                  row.getBoolean("old")));
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
          return release(tx, key, next);
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
  private void forget(List<KeyRef> old) {
    if (!old.isEmpty()) {
      int _ = database.asWorker(tx -> forget(tx, old));
    }
  }

  private static int forget(Connection tx, List<KeyRef> old) throws SQLException {
    try (PreparedStatement delete =
        tx.prepareStatement(
            """
            DELETE FROM paused_keys k USING unnest(?::uuid[], ?::text[]) AS o (tenant_id, key)
             WHERE k.tenant_id = o.tenant_id AND k.key = o.key AND k.until < now() - ?::interval
            """)) {
      delete.setArray(
          1, tx.createArrayOf("uuid", old.stream().map(key -> key.tenant().value()).toArray()));
      delete.setArray(2, tx.createArrayOf("text", old.stream().map(KeyRef::key).toArray()));
      delete.setString(3, REMEMBERED);
      return delete.executeUpdate();
    }
  }
}
