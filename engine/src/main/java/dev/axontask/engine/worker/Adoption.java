package dev.axontask.engine.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Makes open attempts a worker's, whose work goes on without a process. */
final class Adoption {
  private Adoption() {}

  /**
   * Their heads are locked in this transaction, and their tokens raised.
   *
   * @param attempts that are detached and open
   */
  static List<Claim> of(Connection tx, UUID worker, List<OpenAttempt> attempts)
      throws SQLException {
    try (PreparedStatement adopt =
        tx.prepareStatement(
            """
            -- The count of bytes is kept up behind the log; a predecessor that died left it short.
            WITH counted AS (
              UPDATE tasks SET bytes_streamed =
                (SELECT coalesce(sum(e.payload_len), 0) FROM task_events e
                  WHERE e.task_id = tasks.id AND e.kind IN ('stdout', 'stderr'))
               WHERE id = ANY (?::uuid[])
              RETURNING id, adapter, args, timeout_s, bytes_streamed, concurrency_key,
                        max_attempts, retry_on, on_worker_loss, deadline
            )
            UPDATE attempts a SET worker_id = ?, fencing_token = h.fencing_token
              FROM task_heads h, counted t, unnest(?::uuid[], ?::integer[]) AS taken(task_id, number)
             WHERE a.task_id = t.id AND a.task_id = taken.task_id AND a.number = taken.number
               AND a.ended_at IS NULL AND h.task_id = a.task_id
            RETURNING a.task_id, a.tenant_id, a.number, t.adapter, t.args, t.timeout_s, t.bytes_streamed,
                      t.concurrency_key, h.last_seq, h.last_hash, h.fencing_token, h.resume_point, h.closed,
                      t.max_attempts, t.retry_on, t.on_worker_loss,
                      (extract(epoch FROM t.deadline - a.started_at) * 1000000)::bigint AS deadline_us,
                      (extract(epoch FROM h.last_ts) * 1000000)::bigint AS last_ts_us,
                      (extract(epoch FROM clock_timestamp() - a.started_at) * 1000000)::bigint AS elapsed_us,
                      0::bigint AS waited_us,
                      EXISTS (SELECT FROM task_events e
                               WHERE e.task_id = a.task_id AND e.attempt = a.number
                                  AND e.kind = 'started') AS recorded
            """)) {
      adopt.setArray(1, tx.createArrayOf("uuid", OpenAttempts.tasks(attempts)));
      adopt.setObject(2, worker);
      adopt.setArray(3, tx.createArrayOf("uuid", OpenAttempts.tasks(attempts)));
      adopt.setArray(4, tx.createArrayOf("int4", OpenAttempts.numbers(attempts)));
      try (ResultSet rows = adopt.executeQuery()) {
        return ClaimRows.read(rows, true);
      }
    }
  }
}
