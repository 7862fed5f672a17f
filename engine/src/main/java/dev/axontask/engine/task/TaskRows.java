package dev.axontask.engine.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code tasks} and {@code task_heads} as {@link Task}. */
final class TaskRows {
  /** Whether a running task has a question that nobody has answered. */
  static final String WAITS =
      "EXISTS (SELECT FROM task_inputs i WHERE i.task_id = t.id AND i.attempt = t.attempt AND i.answered_seq IS NULL)";

  /**
   * What {@link #read} reads. A scheduled task whose time has come is pending, whether or not
   * somebody wrote that down; {@code input_required} is written nowhere but in the questions.
   */
  static final String SELECT =
      """
      SELECT t.id, t.tenant_id, t.name, t.description, t.adapter, t.args, t.spec_hash,
             t.metadata::text AS metadata, t.tags,
             CASE WHEN t.state = 'scheduled' AND t.run_at <= now() THEN 'pending'
                  WHEN t.state = 'running' AND %s THEN 'input_required'
                  ELSE t.state END AS state,
             t.priority, t.timeout_s, t.attempt, t.created_at, t.run_at, t.started_at, t.ended_at,
             t.exit_code, t.signal, t.error::text AS error, t.progress::text AS progress,
             t.bytes_streamed, t.cancel_requested_at, h.last_ts, h.last_seq, h.last_hash,
             t.max_attempts, t.retry_on, t.on_worker_loss, t.schedule_to_start_s, t.deadline,
             t.redrive_of, t.concurrency_key, k.max_running AS concurrency_limit, t.rate_limit_key, t.unique_key,
             coalesce(t.dead_letter_reason, l.reason) AS dead_letter_reason,
             coalesce(t.redriven_as, l.redriven_as) AS redriven_as,
             d.depends_on, d.depends_on_policy,
             CASE WHEN t.blocked AND t.ended_at IS NULL THEN d.waiting_for END AS waiting_for,
             %s
        FROM tasks t JOIN task_heads h ON h.task_id = t.id
        LEFT JOIN concurrency_keys k ON k.tenant_id = t.tenant_id AND k.key = t.concurrency_key
        LEFT JOIN dead_letters l ON l.task_id = t.id AND t.state = 'dead_letter'
      %s\
       CROSS JOIN LATERAL (
         SELECT array_agg(e.depends_on ORDER BY e.place) AS depends_on,
                array_agg(e.depends_on ORDER BY e.place) FILTER (WHERE e.ended_as IS NULL) AS waiting_for,
                min(e.policy) AS depends_on_policy
           FROM task_dependencies e WHERE e.task_id = t.id) d
      """
          .formatted(WAITS, HoldRows.COLUMNS, HoldRows.JOINS);

  private TaskRows() {}

  static Task read(ResultSet row) throws SQLException {
    return new Task(
        new TaskId(row.getObject("id", UUID.class)),
        new TenantId(row.getObject("tenant_id", UUID.class)),
        row.getString("name"),
        row.getString("description"),
        row.getString("adapter"),
        new String(row.getBytes("args"), UTF_8),
        row.getBytes("spec_hash"),
        row.getString("metadata"),
        strings(row.getArray("tags")),
        TaskState.ofWord(row.getString("state")).orElseThrow(),
        row.getInt("priority"),
        Duration.ofSeconds(row.getInt("timeout_s")),
        row.getInt("attempt"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "run_at"),
        instant(row, "started_at"),
        instant(row, "ended_at"),
        integer(row, "exit_code"),
        integer(row, "signal"),
        row.getString("error"),
        row.getString("progress"),
        row.getLong("bytes_streamed"),
        instant(row, "cancel_requested_at"),
        row.getObject("last_ts", OffsetDateTime.class).toInstant(),
        row.getLong("last_seq"),
        row.getBytes("last_hash"),
        RetryPolicy.read(row),
        clocks(row),
        redriveOf(row),
        DependencyRows.read(row),
        TaskKeys.read(row),
        HoldRows.read(row),
        DeadEnd.read(row));
  }

  private static @Nullable TaskId redriveOf(ResultSet row) throws SQLException {
    UUID dead = row.getObject("redrive_of", UUID.class);
    return dead == null ? null : new TaskId(dead);
  }

  private static TaskClocks clocks(ResultSet row) throws SQLException {
    Integer toStart = integer(row, "schedule_to_start_s");
    return new TaskClocks(
        toStart == null ? null : Duration.ofSeconds(toStart), instant(row, "deadline"));
  }

  private static List<String> strings(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }
}
