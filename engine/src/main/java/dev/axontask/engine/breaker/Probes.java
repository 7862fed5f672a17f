package dev.axontask.engine.breaker;

import dev.axontask.engine.Limits;
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
 * Lets one task of each half-open breaker through. Each breaker is looked at in a transaction of
 * its own under its row's lock, so that of any number of processes one chooses; a breaker that
 * another one looks at is left to him. A crash before the commit leaves no probe, one after it
 * leaves one that the next run finds. Used by one thread at a time.
 */
final class Probes {
  private static final int BREAKERS = 100;

  private final Database database;
  private TargetKey from = TargetKey.FIRST;

  /** Runs on this database's worker role. */
  Probes(Database database) {
    this.database = database;
  }

  /**
   * Looks at the next half-open breakers.
   *
   * @return how many tasks were let through
   */
  int runOnce() {
    List<TargetKey> halfOpen = database.asWorker(this::halfOpen);
    from = halfOpen.size() < BREAKERS ? TargetKey.FIRST : halfOpen.getLast();
    int let = 0;
    for (TargetKey key : halfOpen) {
      let += database.asWorker(tx -> look(tx, key));
    }
    return let;
  }

  private List<TargetKey> halfOpen(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT tenant_id, adapter, target FROM circuit_breakers
             WHERE open_until <= clock_timestamp() AND (tenant_id, adapter, target) > (?, ?, ?)
             ORDER BY tenant_id, adapter, target LIMIT ?
            """)) {
      from.set(select, 1);
      select.setInt(4, BREAKERS);
      List<TargetKey> keys = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          keys.add(TargetKey.read(row));
        }
      }
      return keys;
    }
  }

  /** As the breaker's row says, whose lock is ours. */
  private record Probe(@Nullable UUID task, boolean late) {}

  private static int look(Connection tx, TargetKey key) throws SQLException {
    @Nullable Probe probe = lock(tx, key);
    if (probe == null) {
      return 0;
    }
    return switch (ProbeStep.of(standing(tx, probe))) {
      case KEEP -> 0;
      case TAKE_BACK -> takenBack(tx, probe) ? choose(tx, key, probe) : 0;
      case CHOOSE -> choose(tx, key, probe);
      case CLOSE -> {
        BreakerRows.close(tx, key, 0, null);
        yield 0;
      }
    };
  }

  /** Null if it is not half-open any more, or somebody else's at this moment. */
  private static @Nullable Probe lock(Connection tx, TargetKey key) throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            """
            SELECT probe_task, probe_since < clock_timestamp() - ? * interval '1 second' AS late
              FROM circuit_breakers
             WHERE tenant_id = ? AND adapter = ? AND target = ? AND open_until <= clock_timestamp()
               FOR UPDATE SKIP LOCKED
            """)) {
      lock.setLong(1, Limits.BREAKER_PROBE_WAITS.toSeconds());
      key.set(lock, 2);
      try (ResultSet row = lock.executeQuery()) {
        return row.next()
            ? new Probe(row.getObject("probe_task", UUID.class), row.getBoolean("late"))
            : null;
      }
    }
  }

  /** One statement: a claim makes an attempt of a queue entry, and no moment has neither. */
  private static ProbeStep.Standing standing(Connection tx, Probe probe) throws SQLException {
    if (probe.task() == null) {
      return new ProbeStep.Standing.Gone();
    }
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT EXISTS (SELECT FROM task_queue q
                            WHERE q.task_id = ? AND q.hold IS DISTINCT FROM 'circuit_breaker') AS waiting,
                   running.alive, running.proven
              FROM (SELECT) AS always LEFT JOIN (
                SELECT w.ended_at IS NULL AND w.lease_until > clock_timestamp() AS alive,
                       a.started_at < clock_timestamp() - ? * interval '1 second' AS proven
                  FROM attempts a JOIN workers w ON w.id = a.worker_id
                 WHERE a.task_id = ? AND a.ended_at IS NULL) running ON true
            """)) {
      select.setObject(1, probe.task());
      select.setLong(2, Limits.BREAKER_PROBE_RUNS.toSeconds());
      select.setObject(3, probe.task());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        if (row.getBoolean("waiting")) {
          return new ProbeStep.Standing.Waiting(probe.late());
        }
        boolean alive = row.getBoolean("alive");
        return row.wasNull()
            ? new ProbeStep.Standing.Gone()
            : new ProbeStep.Standing.Running(alive, row.getBoolean("proven"));
      }
    }
  }

  /** False if a claim is taking it at this moment. */
  private static boolean takenBack(Connection tx, Probe probe) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE task_queue SET hold = 'circuit_breaker'
             WHERE task_id = ANY (ARRAY(
               SELECT task_id FROM task_queue WHERE task_id = ? FOR UPDATE SKIP LOCKED))
            """)) {
      update.setObject(1, probe.task());
      return update.executeUpdate() == 1;
    }
  }

  /**
   * The next task by priority and time that nothing else holds back; the last probe comes last. One
   * with a concurrency key waits for its place there.
   */
  private static int choose(Connection tx, TargetKey key, Probe last) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            WITH chosen AS (
              SELECT q.task_id FROM task_queue q
               WHERE q.tenant_id = ? AND q.adapter = ? AND q.target = ?
                 AND (q.hold IS NULL OR q.hold = 'circuit_breaker') AND q.run_at <= now()
                 AND NOT EXISTS (SELECT FROM paused_queues p
                                  WHERE p.tenant_id = q.tenant_id AND p.adapter = q.adapter)
                 AND NOT EXISTS (SELECT FROM paused_keys p
                                  WHERE p.tenant_id = q.tenant_id AND p.key = q.rate_limit_key
                                    AND p.until > now())
               ORDER BY q.task_id IS NOT DISTINCT FROM ?::uuid, q.priority DESC, q.run_at, q.task_id
               LIMIT 1
                 FOR UPDATE OF q SKIP LOCKED
            ), let AS (
              UPDATE task_queue
                 SET hold = CASE WHEN hold = 'circuit_breaker' AND concurrency_key IS NOT NULL
                                 THEN 'concurrency_key' END
               WHERE task_id = ANY (ARRAY(SELECT task_id FROM chosen))
              RETURNING task_id
            )
            UPDATE circuit_breakers b
               SET probe_task = let.task_id, probe_since = clock_timestamp()
              FROM let
             WHERE b.tenant_id = ? AND b.adapter = ? AND b.target = ?
            """)) {
      key.set(update, 1);
      update.setObject(4, last.task());
      key.set(update, 5);
      return update.executeUpdate();
    }
  }
}
