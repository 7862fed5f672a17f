package dev.axontask.engine.retention;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the events that snapshots cover, from the oldest of each task on. Any number of processes
 * may run it: each takes snapshots that no other has in hand.
 */
final class Trimming {
  /** Tasks in one transaction. */
  static final int TASKS = 50;

  /**
   * What a run did.
   *
   * @param tasks of which no event is left
   */
  record Done(long events, List<TaskId> tasks, boolean more) {}

  private record Next(UUID task, long seq, byte[] headHash, long trimmedSeq) {}

  private final Database database;
  private final int events;

  /**
   * @param events in one transaction, at least 1
   */
  Trimming(Database database, int events) {
    this.database = database;
    this.events = events;
  }

  /**
   * Deletes some. A crash before the commit leaves all of them; after it, {@code trimmed_seq} says
   * how far it came, and the next run goes on there.
   */
  Done runOnce() {
    return database.asRetention(this::run);
  }

  private Done run(Connection tx) throws SQLException {
    List<Next> found = next(tx);
    List<TaskId> whole = new ArrayList<>();
    long left = events;
    for (Next each : found) {
      if (left == 0) {
        return new Done(events, whole, true);
      }
      long to = trim(tx, each, Math.min(each.seq(), each.trimmedSeq() + left));
      left = Math.max(0, left - (to - each.trimmedSeq()));
      if (to == each.seq()) {
        whole.add(new TaskId(each.task()));
      }
    }
    return new Done(events - left, whole, left == 0 || found.size() == TASKS);
  }

  private static List<Next> next(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT task_id, seq, head_hash, trimmed_seq FROM task_snapshots
             WHERE trimmed_at IS NULL ORDER BY task_id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED
            """)) {
      select.setInt(1, TASKS);
      List<Next> next = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          next.add(
              new Next(
                  rows.getObject(1, UUID.class),
                  rows.getLong(2),
                  rows.getBytes(3),
                  rows.getLong(4)));
        }
      }
      return next;
    }
  }

  /** Deletes the events up to this one; up to the last where this one is not there. */
  private static long trim(Connection tx, Next log, long wanted) throws SQLException {
    byte[] found = wanted == log.seq() ? log.headHash() : hashAt(tx, log.task(), wanted);
    long to = found == null ? log.seq() : wanted;
    try (PreparedStatement delete =
        tx.prepareStatement("DELETE FROM task_events WHERE task_id = ? AND seq <= ?")) {
      delete.setObject(1, log.task());
      delete.setLong(2, to);
      delete.executeUpdate();
    }
    advance(tx, log.task(), to, found == null ? log.headHash() : found);
    return to;
  }

  private static byte @Nullable [] hashAt(Connection tx, UUID task, long seq) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement("SELECT hash_curr FROM task_events WHERE task_id = ? AND seq = ?")) {
      select.setObject(1, task);
      select.setLong(2, seq);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getBytes(1) : null;
      }
    }
  }

  private static void advance(Connection tx, UUID task, long to, byte[] hash) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE task_snapshots
               SET trimmed_seq = ?, trimmed_hash = ?,
                   trimmed_at = CASE WHEN seq = ? THEN clock_timestamp() END
             WHERE task_id = ?
            """)) {
      update.setLong(1, to);
      update.setBytes(2, hash);
      update.setLong(3, to);
      update.setObject(4, task);
      update.executeUpdate();
    }
  }
}
