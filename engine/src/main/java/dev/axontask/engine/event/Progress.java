package dev.axontask.engine.event;

import dev.axontask.engine.db.SqlFailures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the byte count and the latest progress in the rows of running tasks, once a second for all
 * tasks of a lane. For people who look: the log has the truth, and the end of a task counts again.
 * Belongs to one lane's thread.
 */
final class Progress {
  private static final Logger log = LoggerFactory.getLogger(Progress.class);
  private static final long PERIOD = Duration.ofSeconds(1).toNanos();

  private record Change(TaskLog log, long bytes, byte @Nullable [] progress) {
    Change and(Part part) {
      byte[] latest = part.latestProgress();
      return new Change(log, bytes + part.outputBytes(), latest == null ? progress : latest);
    }
  }

  private final DataSource workers;
  private final Map<TaskLog, Change> changes = new HashMap<>();
  private long lastWrite = System.nanoTime() - PERIOD;

  Progress(DataSource workers) {
    this.workers = workers;
  }

  /** Takes in a part that is durable. */
  void note(Part part) {
    if (part.ending() != null) {
      changes.remove(part.log());
    } else if (part.outputBytes() > 0 || part.latestProgress() != null) {
      changes.merge(
          part.log(),
          new Change(part.log(), part.outputBytes(), part.latestProgress()),
          (before, ignored) -> before.and(part));
    }
  }

  /** Nanoseconds; {@link Long#MAX_VALUE} when there is nothing to write. */
  long nanosUntilDue() {
    return changes.isEmpty()
        ? Long.MAX_VALUE
        : Math.max(0, PERIOD - (System.nanoTime() - lastWrite));
  }

  void writeIfDue() {
    if (nanosUntilDue() == 0) {
      writeNow();
    }
  }

  void writeNow() {
    if (changes.isEmpty()) {
      return;
    }
    lastWrite = System.nanoTime();
    try (Connection tx = workers.getConnection()) {
      List<String> written = write(tx, new ArrayList<>(changes.values()));
      // A crash before this leaves older figures, until the next second's or the task's end.
      tx.commit();
      changes
          .keySet()
          .removeIf(each -> written.contains(each.task().toString()) || each.isClosed());
    } catch (SQLException failure) {
      log.warn("progress of tasks was not stored, next try in 1 s: {}", failure.getMessage());
      changes.keySet().removeIf(each -> each.isClosed() || !SqlFailures.passing(failure));
    }
  }

  /** Rows that somebody else holds are skipped, so that this waits for nobody. */
  private static List<String> write(Connection tx, List<Change> rows) throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            WITH free AS MATERIALIZED (
              SELECT id FROM tasks WHERE id = ANY (?::uuid[]) AND ended_at IS NULL
              FOR NO KEY UPDATE SKIP LOCKED
            )
            UPDATE tasks t
            SET bytes_streamed = t.bytes_streamed + c.bytes,
                progress = coalesce(c.progress::jsonb, t.progress)
            FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::text[]) AS c (id, token, bytes, progress)
            JOIN free USING (id) JOIN task_heads h ON h.task_id = c.id AND h.fencing_token = c.token
            WHERE t.id = c.id
            RETURNING t.id
            """)) {
      new Columns<>(statement, 1, rows)
          .texts(row -> row.log().task().toString())
          .texts(row -> row.log().task().toString())
          .longs(row -> row.log().durable().token().value())
          .longs(Change::bytes)
          .texts(row -> JsonbText.of(row.progress()));
      List<String> written = new ArrayList<>();
      try (ResultSet ids = statement.executeQuery()) {
        while (ids.next()) {
          written.add(ids.getString(1));
        }
      }
      return written;
    }
  }
}
