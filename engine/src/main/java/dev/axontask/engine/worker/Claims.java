package dev.axontask.engine.worker;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Takes tasks from the queue for one worker. */
final class Claims {
  private final Database database;
  private final UUID worker;
  private final Set<String> detached;

  /**
   * @param detached the adapters whose work goes on without this process
   */
  Claims(Database database, UUID worker, Set<String> detached) {
    this.database = database;
    this.worker = worker;
    this.detached = Set.copyOf(detached);
  }

  /**
   * Claims tasks whose time has come, by priority, then time, then id: in one statement, which
   * raises each one's fencing token. A crash before its commit leaves them queued; after it, they
   * are this worker's, and whoever finds this worker dead deals with them. The arrays keep the
   * planner on the primary keys whatever it believes about the size of the tables.
   *
   * @param free how many of each adapter
   * @return nothing if this worker's lease is over
   */
  List<Claim> claim(Map<String, Integer> free) {
    return free.isEmpty() ? List.of() : database.asWorker(tx -> claim(tx, free));
  }

  private List<Claim> claim(Connection tx, Map<String, Integer> free) throws SQLException {
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
                 SELECT q.task_id
                   FROM generate_series(10, 0, -1) AS level(priority)
                  CROSS JOIN LATERAL (
                    SELECT task_id FROM task_queue
                     WHERE adapter = free.adapter AND priority = level.priority AND run_at <= now()
                     ORDER BY run_at, task_id
                     LIMIT free.slots
                       FOR UPDATE SKIP LOCKED) q
                  LIMIT free.slots) entry
               WHERE EXISTS (SELECT FROM lease)
            ), entry AS (
              DELETE FROM task_queue WHERE task_id = ANY (ARRAY(SELECT task_id FROM picked))
              RETURNING task_id, run_at
            ), head AS (
              UPDATE task_heads SET fencing_token = fencing_token + 1
               WHERE task_id = ANY (ARRAY(SELECT task_id FROM entry))
              RETURNING task_id, last_seq, last_hash, last_ts, fencing_token, resume_point, closed
            ), task AS (
              UPDATE tasks SET state = 'running', attempt = attempt + 1,
                     started_at = coalesce(started_at, clock_timestamp())
               WHERE id = ANY (ARRAY(SELECT task_id FROM entry))
              RETURNING id, tenant_id, attempt, adapter, args, timeout_s, bytes_streamed
            ), made AS (
              INSERT INTO attempts (task_id, number, tenant_id, worker_id, host_id, detached, fencing_token, started_at)
              SELECT t.id, t.attempt, t.tenant_id, l.id, l.host_id, t.adapter = ANY (?::text[]),
                     h.fencing_token, clock_timestamp()
                FROM task t JOIN head h ON h.task_id = t.id CROSS JOIN lease l
            )
            SELECT t.id AS task_id, t.tenant_id, t.attempt AS number, t.adapter, t.args, t.timeout_s,
                   t.bytes_streamed, h.last_seq, h.last_hash, h.fencing_token, h.resume_point, h.closed,
                   (extract(epoch FROM h.last_ts) * 1000000)::bigint AS last_ts_us,
                   0::bigint AS elapsed_us,
                   (extract(epoch FROM clock_timestamp() - e.run_at) * 1000000)::bigint AS waited_us
              FROM task t JOIN head h ON h.task_id = t.id JOIN entry e ON e.task_id = t.id
            """)) {
      List<String> adapters = List.copyOf(free.keySet());
      claim.setObject(1, worker);
      claim.setArray(2, tx.createArrayOf("text", adapters.toArray()));
      claim.setArray(3, tx.createArrayOf("int4", adapters.stream().map(free::get).toArray()));
      claim.setArray(4, tx.createArrayOf("text", detached.toArray()));
      try (ResultSet rows = claim.executeQuery()) {
        return ClaimRows.read(rows, false);
      }
    }
  }

  /**
   * Finds what an earlier claim took although its answer was lost: attempts of this worker that
   * nobody started. Waits for that claim, should the database still be at it, by the worker's row,
   * which it share-locks.
   *
   * @param running the tasks that were started
   */
  List<Claim> unstarted(Set<TaskId> running) {
    return database.asWorker(tx -> locked(tx) ? unstarted(tx, running) : List.of());
  }

  /** False if somebody has ended this worker: its attempts are another's by then. */
  private boolean locked(Connection tx) throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement("SELECT 1 FROM workers WHERE id = ? AND ended_at IS NULL FOR UPDATE")) {
      lock.setObject(1, worker);
      try (ResultSet row = lock.executeQuery()) {
        return row.next();
      }
    }
  }

  private List<Claim> unstarted(Connection tx, Set<TaskId> running) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT a.task_id, a.tenant_id, a.number, t.adapter, t.args, t.timeout_s,
                   t.bytes_streamed, h.last_seq, h.last_hash, h.fencing_token, h.resume_point, h.closed,
                   (extract(epoch FROM h.last_ts) * 1000000)::bigint AS last_ts_us,
                   (extract(epoch FROM clock_timestamp() - a.started_at) * 1000000)::bigint AS elapsed_us,
                   0::bigint AS waited_us
              FROM attempts a JOIN tasks t ON t.id = a.task_id JOIN task_heads h ON h.task_id = a.task_id
             WHERE a.worker_id = ? AND a.ended_at IS NULL AND a.task_id <> ALL (?::uuid[])
               AND a.fencing_token = h.fencing_token
               AND NOT EXISTS (SELECT FROM task_events e
                                WHERE e.task_id = a.task_id AND e.attempt = a.number)
            """)) {
      select.setObject(1, worker);
      select.setArray(2, tx.createArrayOf("uuid", running.stream().map(TaskId::value).toArray()));
      try (ResultSet rows = select.executeQuery()) {
        return ClaimRows.read(rows, false);
      }
    }
  }

  /**
   * Which queued adapters are not among those given: tasks that nobody here can run.
   *
   * @return some of their names
   */
  Set<String> unknownAdapters(Set<String> known) {
    return database.asWorker(tx -> {
      try (PreparedStatement select =
          tx.prepareStatement(
              """
              SELECT DISTINCT adapter FROM task_queue
               WHERE adapter <> ALL (?::text[]) AND run_at <= now() LIMIT 10
              """)) {
        select.setArray(1, tx.createArrayOf("text", known.toArray()));
        try (ResultSet rows = select.executeQuery()) {
          Set<String> names = new java.util.HashSet<>();
          while (rows.next()) {
            names.add(rows.getString(1));
          }
          return names;
        }
      }
    });
  }
}
