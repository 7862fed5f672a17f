package dev.axontask.chaos.check;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code tasks} with its head.
 *
 * @param createdMicros since the epoch
 * @param attempt the latest attempt's number
 * @param heads how many heads the task has
 * @param queued whether it is in the queue
 */
record TaskRow(
    UUID id,
    UUID tenant,
    @Nullable String name,
    String adapter,
    byte[] args,
    byte[] spec,
    long createdMicros,
    String state,
    int attempt,
    boolean cancelRequested,
    int heads,
    long lastSeq,
    byte @Nullable [] lastHash,
    long token,
    boolean closed,
    boolean queued) {
  static final String COLUMNS =
      """
      SELECT t.id, t.tenant_id, t.name, t.adapter, t.args, t.spec_hash, t.state, t.attempt,
             (extract(epoch FROM t.created_at) * 1000000)::bigint AS created_micros,
             t.cancel_requested_at IS NOT NULL AS cancel_requested,
             (SELECT count(*) FROM task_heads c WHERE c.task_id = t.id) AS heads,
             h.last_seq, h.last_hash, h.fencing_token, h.closed,
             EXISTS (SELECT FROM task_queue q WHERE q.task_id = t.id) AS queued
        FROM tasks t LEFT JOIN task_heads h ON h.task_id = t.id
      """;

  static TaskRow of(ResultSet row) throws SQLException {
    return new TaskRow(
        row.getObject("id", UUID.class),
        row.getObject("tenant_id", UUID.class),
        row.getString("name"),
        row.getString("adapter"),
        row.getBytes("args"),
        row.getBytes("spec_hash"),
        row.getLong("created_micros"),
        row.getString("state"),
        row.getInt("attempt"),
        row.getBoolean("cancel_requested"),
        row.getInt("heads"),
        row.getLong("last_seq"),
        row.getBytes("last_hash"),
        row.getLong("fencing_token"),
        row.getBoolean("closed"),
        row.getBoolean("queued"));
  }

  boolean ended() {
    return EventRow.isLast(state);
  }
}
