package dev.axontask.engine.retention;

import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops whole partitions of events once each task in them has a snapshot: cheaper than deleting
 * their rows, and it gives the space back at once. The database's own function checks again, under
 * a lock, and does it as the owner of the table.
 */
final class EventPartitions {
  private final Database database;

  EventPartitions(Database database) {
    this.database = database;
  }

  /**
   * Drops what can go; each partition in a transaction of its own, which also records that its
   * tasks are trimmed, so that a crash leaves either both or neither.
   */
  int dropOnce() {
    int dropped = 0;
    for (String partition : database.asRetention(EventPartitions::finished)) {
      boolean gone = database.asRetention(tx -> drop(tx, partition));
      dropped += gone ? 1 : 0;
    }
    return dropped;
  }

  private static List<String> finished(Connection tx) throws SQLException {
    try (PreparedStatement select =
            tx.prepareStatement(
                """
                SELECT p.name FROM (
                  SELECT c.relname AS name,
                         regexp_match(pg_get_expr(c.relpartbound, c.oid),
                                      'FROM \\(''([0-9a-f-]{36})''\\) TO \\(''([0-9a-f-]{36})''\\)') AS bounds
                    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                   WHERE i.inhparent = 'public.task_events'::regclass) p
                 WHERE p.bounds IS NOT NULL
                   AND EXISTS (SELECT FROM task_snapshots s
                                WHERE s.task_id >= p.bounds[1]::uuid AND s.task_id < p.bounds[2]::uuid)
                   AND NOT EXISTS (SELECT FROM tasks t
                                    WHERE t.id >= p.bounds[1]::uuid AND t.id < p.bounds[2]::uuid
                                      AND NOT EXISTS (SELECT FROM task_snapshots s WHERE s.task_id = t.id))
                 ORDER BY p.name
                """);
        ResultSet rows = select.executeQuery()) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  private static boolean drop(Connection tx, String partition) throws SQLException {
    try (PreparedStatement call = tx.prepareStatement("SELECT axontask_drop_event_partition(?)")) {
      call.setString(1, partition);
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
