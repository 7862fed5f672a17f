package dev.axontask.engine.worker;

import dev.axontask.engine.worker.Lanes.Ask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The one statement that makes waiting tasks a worker's. Immutable. */
final class ClaimStatement {
  private final UUID worker;
  private final Set<String> detached;

  /**
   * @param detached the adapters whose work goes on without this process
   */
  ClaimStatement(UUID worker, Set<String> detached) {
    this.worker = worker;
    this.detached = Set.copyOf(detached);
  }

  /**
   * What a claim gave.
   *
   * @param taken the same, as the lanes have to know it
   * @param at the database's time
   */
  record Claimed(List<Claim> claims, List<Lane.Taken> taken, Instant at) {}

  /**
   * The lanes are asked in their order, and each only while slots are left. The arrays keep the
   * planner on the primary keys whatever it believes about the size of the tables. The time from
   * which on a lane is read keeps the claim off entries of finished tasks that an open transaction
   * holds in the index. Of the target of an open breaker the probe alone is taken; whether any is
   * open is asked once.
   */
  Claimed run(Connection tx, Map<String, Integer> free, List<Ask> asks, boolean fromTheBeginning)
      throws SQLException {
    try (PreparedStatement claim =
        tx.prepareStatement(
            """
            WITH lease AS (
              SELECT id, host_id FROM workers
               WHERE id = ? AND ended_at IS NULL AND lease_until > clock_timestamp()
                 FOR SHARE
            ), picked AS (
              SELECT entry.task_id
                FROM unnest(?::text[], ?::integer[]) AS free(adapter, slots)
               CROSS JOIN LATERAL (
                 SELECT waiting.task_id
                   FROM (SELECT ?::timestamptz[] AS looked) AS marks
                  CROSS JOIN unnest(?::text[], ?::uuid[], ?::integer[])
                        WITH ORDINALITY AS lane(adapter, tenant_id, slots, place)
                  CROSS JOIN LATERAL (
                    SELECT found.task_id
                      FROM generate_series(10, 0, -1) AS level(priority)
                     CROSS JOIN LATERAL (
                       SELECT q.task_id FROM task_queue q
                        WHERE q.adapter = lane.adapter AND q.tenant_id = lane.tenant_id AND q.hold IS NULL
                          AND (q.start_by IS NULL OR q.start_by > now())
                          AND q.priority = level.priority AND q.run_at <= now()
                          AND q.run_at >= marks.looked[(lane.place - 1) * 11 + level.priority + 1]
                          AND (q.rate_limit_key IS NULL
                               OR (SELECT true FROM paused_keys p
                                    WHERE p.tenant_id = q.tenant_id AND p.key = q.rate_limit_key
                                      AND p.until > now()) IS NULL)
                          AND (NOT (SELECT EXISTS (SELECT FROM circuit_breakers WHERE open_until IS NOT NULL))
                               OR (SELECT true FROM circuit_breakers b
                                    WHERE b.tenant_id = q.tenant_id AND b.adapter = q.adapter
                                      AND b.target = q.target AND b.open_until IS NOT NULL
                                      AND b.probe_task IS DISTINCT FROM q.task_id) IS NULL)
                        ORDER BY q.run_at, q.task_id
                        LIMIT lane.slots
                          FOR UPDATE OF q SKIP LOCKED) found
                     LIMIT lane.slots) waiting
                  WHERE lane.adapter = free.adapter
                    AND (SELECT true FROM paused_queues p
                          WHERE p.tenant_id = lane.tenant_id AND p.adapter = lane.adapter) IS NULL
                  LIMIT free.slots) entry
               WHERE EXISTS (SELECT FROM lease)
            ), entry AS (
              DELETE FROM task_queue WHERE task_id = ANY (ARRAY(SELECT task_id FROM picked))
              RETURNING task_id, priority, run_at
            ), head AS (
              UPDATE task_heads SET fencing_token = fencing_token + 1
               WHERE task_id = ANY (ARRAY(SELECT task_id FROM entry))
              RETURNING task_id, last_seq, last_hash, last_ts, fencing_token, resume_point, closed
            ), task AS (
              UPDATE tasks SET state = 'running', attempt = attempt + 1,
                     started_at = coalesce(started_at, clock_timestamp())
               WHERE id = ANY (ARRAY(SELECT task_id FROM entry))
              RETURNING id, tenant_id, attempt, adapter, args, timeout_s, bytes_streamed, concurrency_key,
                        max_attempts, retry_on, on_worker_loss, deadline
            ), made AS (
              INSERT INTO attempts (task_id, number, tenant_id, worker_id, host_id, detached, fencing_token, started_at)
              SELECT t.id, t.attempt, t.tenant_id, l.id, l.host_id, t.adapter = ANY (?::text[]),
                     h.fencing_token, clock_timestamp()
                FROM task t JOIN head h ON h.task_id = t.id CROSS JOIN lease l
            )
            SELECT now() AS at, c.*
              FROM (SELECT) AS always LEFT JOIN (
                SELECT t.id AS task_id, t.tenant_id, t.attempt AS number, t.adapter, t.args, t.timeout_s,
                       t.bytes_streamed, t.concurrency_key, h.last_seq, h.last_hash, h.fencing_token,
                       h.resume_point, h.closed, e.priority, e.run_at,
                       t.max_attempts, t.retry_on, t.on_worker_loss,
                       (extract(epoch FROM t.deadline - clock_timestamp()) * 1000000)::bigint AS deadline_us,
                       (extract(epoch FROM h.last_ts) * 1000000)::bigint AS last_ts_us,
                       0::bigint AS elapsed_us,
                       (extract(epoch FROM clock_timestamp() - e.run_at) * 1000000)::bigint AS waited_us
                  FROM task t JOIN head h ON h.task_id = t.id JOIN entry e ON e.task_id = t.id) c ON true
            """)) {
      List<String> adapters = List.copyOf(free.keySet());
      claim.setObject(1, worker);
      claim.setArray(2, tx.createArrayOf("text", adapters.toArray()));
      claim.setArray(3, tx.createArrayOf("int4", adapters.stream().map(free::get).toArray()));
      claim.setArray(4, tx.createArrayOf("timestamptz", marks(asks, fromTheBeginning)));
      Object[] of = asks.stream().map(ask -> ask.lane().adapter()).toArray();
      claim.setArray(5, tx.createArrayOf("text", of));
      Object[] tenants = asks.stream().map(ask -> ask.lane().tenant()).toArray();
      claim.setArray(6, tx.createArrayOf("uuid", tenants));
      claim.setArray(7, tx.createArrayOf("int4", asks.stream().map(Ask::slots).toArray()));
      claim.setArray(8, tx.createArrayOf("text", detached.toArray()));
      try (ResultSet rows = claim.executeQuery()) {
        return read(rows);
      }
    }
  }

  private static Object[] marks(List<Ask> asks, boolean fromTheBeginning) {
    return asks.stream()
        .flatMap(ask -> ask.lane().marks().stream())
        .map(mark -> mark == null || fromTheBeginning ? "-infinity" : mark.toString())
        .toArray();
  }

  private static Claimed read(ResultSet row) throws SQLException {
    List<Claim> claims = new ArrayList<>();
    List<Lane.Taken> taken = new ArrayList<>();
    Instant at = Instant.EPOCH;
    while (row.next()) {
      at = row.getObject("at", OffsetDateTime.class).toInstant();
      if (row.getObject("task_id") != null) {
        Claim claim = ClaimRows.claim(row, false);
        claims.add(claim);
        Instant runAt = row.getObject("run_at", OffsetDateTime.class).toInstant();
        taken.add(
            new Lane.Taken(claim.adapter(), claim.tenant().value(), row.getInt("priority"), runAt));
      }
    }
    return new Claimed(claims, taken, at);
  }
}
