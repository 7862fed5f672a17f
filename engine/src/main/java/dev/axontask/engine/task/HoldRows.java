package dev.axontask.engine.task;

import dev.axontask.engine.breaker.Breaker;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The place of a due task in the queue, with what stands in its way, as {@link Hold}. */
final class HoldRows {
  /** What {@link #read} reads, besides the keys of the task; null where it is in no queue. */
  static final String COLUMNS =
      """
      q.hold, pq.paused_at IS NOT NULL AS queue_paused, pk.until AS key_until,
      """
          + Breaker.COLUMNS;

  /** To a row of {@code tasks} named {@code t}. */
  static final String JOINS =
      """
        LEFT JOIN task_queue q ON q.task_id = t.id AND t.ended_at IS NULL AND q.run_at <= now()
        LEFT JOIN paused_queues pq ON pq.tenant_id = q.tenant_id AND pq.adapter = q.adapter
        LEFT JOIN paused_keys pk
               ON pk.tenant_id = q.tenant_id AND pk.key = q.rate_limit_key AND pk.until > now()
        LEFT JOIN circuit_breakers b
               ON b.tenant_id = q.tenant_id AND b.adapter = q.adapter AND b.target = q.target
              AND b.open_until IS NOT NULL AND b.probe_task IS DISTINCT FROM q.task_id
      """;

  private HoldRows() {}

  static @Nullable Hold read(ResultSet row) throws SQLException {
    if (row.getBoolean("queue_paused")) {
      return new Hold.PausedQueue();
    }
    Breaker breaker = Breaker.read(row);
    return breaker == null ? key(row) : new Hold.CircuitBreaker(breaker);
  }

  private static @Nullable Hold key(ResultSet row) throws SQLException {
    OffsetDateTime until = row.getObject("key_until", OffsetDateTime.class);
    String hold = row.getString("hold");
    if (until != null || "rate_limit_key".equals(hold)) {
      String key = row.getString("rate_limit_key");
      return new Hold.RateLimitKey(key, until == null ? null : until.toInstant());
    }
    return "concurrency_key".equals(hold)
        ? new Hold.ConcurrencyKey(row.getString("concurrency_key"))
        : null;
  }
}
