package dev.axontask.engine.tail;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventPages;
import dev.axontask.engine.task.TaskState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the tail asks PostgreSQL, for many tasks at once. */
final class Heads {
  /** A head, as far as readers care. */
  record End(TaskId task, long seq, byte[] hash) {}

  /**
   * A place to begin reading.
   *
   * @param hash at the position; null if that event was trimmed
   * @param lastSeq of the task
   */
  record Start(
      TaskState state,
      long seq,
      byte @Nullable [] hash,
      long lastSeq,
      byte[] lastHash,
      boolean closed) {}

  private final Database database;

  Heads(Database database) {
    this.database = database;
  }

  /** Where a reader begins; empty if the tenant has no such task. */
  Optional<Start> start(TenantId tenant, TaskId task, long sinceSeq) {
    return database.asTenant(
        tenant,
        tx -> {
          try (PreparedStatement statement =
              tx.prepareStatement(
                  """
                  SELECT CASE WHEN t.state = 'running' AND EXISTS (
                                SELECT FROM task_inputs i
                                WHERE i.task_id = t.id AND i.attempt = t.attempt AND i.answered_seq IS NULL)
                              THEN 'input_required' ELSE t.state END,
                         h.last_seq, h.last_hash, h.closed,
                         (SELECT e.hash_prev FROM task_events e
                          WHERE e.task_id = t.id AND e.seq > ? ORDER BY e.seq LIMIT 1),
                         (SELECT s.trimmed_seq FROM task_snapshots s WHERE s.task_id = t.id)
                  FROM tasks t JOIN task_heads h ON h.task_id = t.id WHERE t.id = ?
                  """)) {
            statement.setLong(1, sinceSeq < 0 ? Long.MAX_VALUE : sinceSeq);
            statement.setObject(2, task.value());
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? Optional.of(start(row, sinceSeq)) : Optional.empty();
            }
          }
        });
  }

  private static Start start(ResultSet row, long sinceSeq) throws SQLException {
    long lastSeq = row.getLong(2);
    byte[] lastHash = row.getBytes(3);
    long seq = sinceSeq < 0 ? lastSeq : sinceSeq;
    byte[] next = row.getBytes(5);
    byte[] hash = next == null ? lastHash : next;
    return new Start(
        TaskState.ofWord(row.getString(1)).orElseThrow(),
        seq,
        seq < row.getLong(6) ? null : hash,
        lastSeq,
        lastHash,
        row.getBoolean(4));
  }

  /** The ends of all these tasks, in one query. */
  List<End> ends(Collection<Watched> tasks) {
    String[] ids = tasks.stream().map(each -> each.task().toString()).toArray(String[]::new);
    return database.asWorker(tx -> {
      try (PreparedStatement statement =
          tx.prepareStatement(
              "SELECT task_id, last_seq, last_hash FROM task_heads WHERE task_id = ANY"
                  + " (?::uuid[])")) {
        statement.setObject(1, ids);
        List<End> ends = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            ends.add(
                new End(
                    new TaskId(rows.getObject(1, UUID.class)), rows.getLong(2), rows.getBytes(3)));
          }
        }
        return ends;
      }
    });
  }

  /** The latest events of each of these tasks, after what is known of it, in one query. */
  Map<TaskId, List<Event>> latest(Collection<Watched> tasks) {
    return database.asWorker(tx -> latest(tx, tasks));
  }

  private static Map<TaskId, List<Event>> latest(Connection tx, Collection<Watched> tasks)
      throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            SELECT e.seq, e.attempt, e.ts, e.kind, e.payload, e.payload_len, e.salt, e.pc,
                   e.hash_prev, e.hash_curr, e.task_id
            FROM unnest(?::uuid[], ?::bigint[]) AS w (task_id, known)
            JOIN task_heads h USING (task_id)
            CROSS JOIN LATERAL (
              SELECT * FROM task_events e
              WHERE e.task_id = w.task_id AND e.seq > greatest(w.known, h.last_seq - ?)
              ORDER BY e.seq LIMIT ?) e
            ORDER BY e.task_id, e.seq
            """)) {
      statement.setObject(
          1, tasks.stream().map(each -> each.task().toString()).toArray(String[]::new));
      statement.setObject(2, tasks.stream().mapToLong(Watched::endSeq).toArray());
      statement.setInt(3, TailLimits.FILL_EVENTS);
      statement.setInt(4, TailLimits.FILL_EVENTS);
      Map<TaskId, List<Event>> latest = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          latest
              .computeIfAbsent(new TaskId(rows.getObject(11, UUID.class)), _ -> new ArrayList<>())
              .add(EventPages.event(rows));
        }
      }
      return latest;
    }
  }
}
