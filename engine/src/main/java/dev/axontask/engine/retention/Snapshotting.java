package dev.axontask.engine.retention;

import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds tasks whose time is over and makes their snapshots. Deletes nothing. Any number of
 * processes may run it: each takes tasks that no other has in hand.
 */
final class Snapshotting {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshotting.class);

  /** Tasks in one transaction, which reads all their events once. */
  static final int BATCH = 50;

  /**
   * What a run did.
   *
   * @param refused logs that are not whole: left as they are for good
   */
  record Done(int made, int refused) {
    int seen() {
      return made + refused;
    }
  }

  private final Database database;
  private final Keeping keeping;

  Snapshotting(Database database, Keeping keeping) {
    this.database = database;
    this.keeping = keeping;
  }

  /**
   * Makes up to {@value #BATCH} snapshots. A crash before the commit leaves nothing; after it, the
   * tasks are whole and have a snapshot, which {@link Trimming} finds.
   */
  Done runOnce() {
    return database.asRetention(this::run);
  }

  private Done run(Connection tx) throws SQLException {
    List<UUID> due = due(tx);
    int made = 0;
    for (UUID task : due) {
      if (SnapshotWrite.of(tx, task)) {
        made++;
      } else {
        LOG.error("the log of task {} is not whole: its events are kept, look at them", task);
      }
    }
    markSeen(tx, due);
    return new Done(made, due.size() - made);
  }

  private List<UUID> due(Connection tx) throws SQLException {
    List<Map.Entry<String, Duration>> plans = List.copyOf(keeping.byPlan().entrySet());
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT t.id
              FROM unnest(?::text[], ?::float8[]) AS k (plan, seconds)
              JOIN tenants n ON n.plan = k.plan
             CROSS JOIN LATERAL (
                   SELECT id FROM tasks
                    WHERE tenant_id = n.id AND retention_seen_at IS NULL
                      AND ended_at < now() - make_interval(secs => k.seconds)
                    ORDER BY ended_at LIMIT ? FOR NO KEY UPDATE SKIP LOCKED) t
             LIMIT ?
            """)) {
      select.setArray(1, tx.createArrayOf("text", plans.stream().map(Map.Entry::getKey).toArray()));
      select.setArray(
          2,
          tx.createArrayOf(
              "float8", plans.stream().map(plan -> plan.getValue().toMillis() / 1000.0).toArray()));
      select.setInt(3, BATCH);
      select.setInt(4, BATCH);
      List<UUID> due = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          due.add(rows.getObject(1, UUID.class));
        }
      }
      return due;
    }
  }

  private static void markSeen(Connection tx, List<UUID> tasks) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            "UPDATE tasks SET retention_seen_at = clock_timestamp() WHERE id = ANY (?::uuid[])")) {
      update.setArray(1, tx.createArrayOf("uuid", tasks.toArray()));
      update.executeUpdate();
    }
  }
}
