package dev.axontask.engine.worker;

import dev.axontask.adapter.AttemptId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.worker.ClaimStatement.Claimed;
import dev.axontask.engine.worker.Lanes.Ask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Takes tasks from the queue for one worker. Used by one thread at a time, but for {@link
 * #lookFromTheBeginning}.
 */
final class Claims {
  /** How late a task can be seen that became visible late, or was let through by its key. */
  private static final Duration FROM_THE_BEGINNING = Duration.ofSeconds(1);

  private final Database database;
  private final UUID worker;
  private final LongSupplier nanos;
  private final ClaimStatement statement;
  private final Discovery discovery;
  private final Lanes lanes = new Lanes();
  private volatile boolean fromTheBeginning = true;
  private long beganAt;

  /**
   * @param detached the adapters whose work goes on without this process
   * @param nanos a monotonic clock
   */
  Claims(Database database, UUID worker, Set<String> detached, LongSupplier nanos) {
    this.database = database;
    this.worker = worker;
    this.nanos = nanos;
    this.statement = new ClaimStatement(worker, detached);
    this.discovery = new Discovery(database, nanos);
  }

  /**
   * Claims tasks whose time has come, fairly between tenants ({@link Lanes}), and of each tenant by
   * priority, then time, then id. Each statement takes what it takes in one step and raises the
   * fencing tokens. A crash before its commit leaves the tasks queued; after it, they are this
   * worker's, and whoever finds this worker dead deals with them.
   *
   * @param free how many of each adapter
   * @return nothing if this worker's lease is over
   */
  List<Claim> claim(Map<String, Integer> free) {
    if (free.isEmpty()) {
      return List.of();
    }
    if (discovery.due(Discovery.EVERY)) {
      discovery.look(free.keySet(), lanes);
    }
    List<Claim> claimed = claimFromLanes(free);
    boolean others =
        claimed.isEmpty()
            && discovery.due(Discovery.SOONEST)
            && discovery.look(free.keySet(), lanes);
    return others ? claimFromLanes(free) : claimed;
  }

  /** The next claim sees also what is older than what was claimed already. */
  void lookFromTheBeginning() {
    fromTheBeginning = true;
  }

  private List<Claim> claimFromLanes(Map<String, Integer> free) {
    while (true) {
      List<Ask> asks = lanes.ask(free);
      if (asks.isEmpty()) {
        return List.of();
      }
      boolean whole =
          fromTheBeginning || nanos.getAsLong() - beganAt >= FROM_THE_BEGINNING.toNanos();
      if (whole) {
        fromTheBeginning = false;
        beganAt = nanos.getAsLong();
      }
      Claimed claimed = database.asWorker(tx -> statement.run(tx, free, asks, whole));
      boolean othersWait = lanes.took(free, asks, claimed.taken(), claimed.at());
      if (!claimed.claims().isEmpty() || !othersWait) {
        return claimed.claims();
      }
    }
  }

  /**
   * Finds what an earlier claim took although its answer was lost: attempts of this worker that
   * nobody started. Waits for that claim, should the database still be at it, by the worker's row,
   * which it share-locks.
   *
   * @param running the attempts that were started
   */
  List<Claim> unstarted(Set<AttemptId> running) {
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

  private List<Claim> unstarted(Connection tx, Set<AttemptId> running) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT a.task_id, a.tenant_id, a.number, t.adapter, t.args, t.timeout_s,
                   t.bytes_streamed, t.concurrency_key, h.last_seq, h.last_hash, h.fencing_token,
                   h.resume_point, h.closed, t.max_attempts, t.retry_on, t.on_worker_loss,
                   (extract(epoch FROM t.deadline - a.started_at) * 1000000)::bigint AS deadline_us,
                   (extract(epoch FROM h.last_ts) * 1000000)::bigint AS last_ts_us,
                   (extract(epoch FROM clock_timestamp() - a.started_at) * 1000000)::bigint AS elapsed_us,
                   0::bigint AS waited_us
              FROM attempts a JOIN tasks t ON t.id = a.task_id JOIN task_heads h ON h.task_id = a.task_id
             WHERE a.worker_id = ? AND a.ended_at IS NULL
               AND (a.task_id, a.number) NOT IN (SELECT * FROM unnest(?::uuid[], ?::integer[]))
               AND a.fencing_token = h.fencing_token
               AND NOT EXISTS (SELECT FROM task_events e
                                WHERE e.task_id = a.task_id AND e.attempt = a.number
                                  AND e.kind = 'started')
            """)) {
      select.setObject(1, worker);
      List<AttemptId> started = List.copyOf(running);
      select.setArray(2, tx.createArrayOf("uuid", started.stream().map(AttemptId::task).toArray()));
      select.setArray(
          3, tx.createArrayOf("int4", started.stream().map(AttemptId::number).toArray()));
      try (ResultSet rows = select.executeQuery()) {
        return ClaimRows.read(rows, false);
      }
    }
  }

  /**
   * Which queued adapters nobody has: tasks that no worker of the fleet can run. A host counts by
   * its living worker; one without, which may be restarting or switched off for the night, by its
   * last ones for the grace that is given. An adapter that no worker ever had, since only servers
   * without the role worker know it yet, is waited for as long, from when its first task could
   * start. A worker that joins after this look can come too late for what is claimed because of it.
   *
   * @param known what this process has
   * @return some of their names
   */
  Set<String> unknownAdapters(Set<String> known, Duration grace) {
    return database.asWorker(tx -> {
      try (PreparedStatement select =
          tx.prepareStatement(
              """
              SELECT queued.adapter
                FROM (SELECT adapter, min(run_at) AS since FROM task_queue
                       WHERE adapter <> ALL (?::text[]) AND hold IS NULL AND run_at <= now()
                       GROUP BY adapter) queued
               WHERE NOT EXISTS (
                 SELECT FROM workers w
                  WHERE (w.ended_at IS NULL
                         OR (w.ended_at > clock_timestamp() - ? * interval '1 millisecond'
                             AND NOT EXISTS (SELECT FROM workers next
                                              WHERE next.host_id = w.host_id AND next.ended_at IS NULL)))
                    AND (w.adapters IS NULL OR queued.adapter = ANY (w.adapters)))
                 AND (queued.since < now() - ? * interval '1 millisecond'
                      OR EXISTS (SELECT FROM workers w WHERE queued.adapter = ANY (w.adapters)))
               LIMIT 10
              """)) {
        select.setArray(1, tx.createArrayOf("text", known.toArray()));
        select.setLong(2, grace.toMillis());
        select.setLong(3, grace.toMillis());
        try (ResultSet rows = select.executeQuery()) {
          Set<String> names = new HashSet<>();
          while (rows.next()) {
            names.add(rows.getString(1));
          }
          return names;
        }
      }
    });
  }
}
