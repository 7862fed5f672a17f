package dev.axontask.engine.retention;

import dev.axontask.engine.chain.SnapshotDigest;
import dev.axontask.engine.event.SandboxOfStart;
import dev.axontask.engine.event.Snapshots;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Makes one task's snapshot from its log. */
final class SnapshotWrite {
  private static final JsonMapper JSON = new JsonMapper();

  private record Closed(UUID tenant, long seq, byte[] hash, byte[] genesis) {}

  private SnapshotWrite() {}

  /**
   * Writes the snapshot.
   *
   * @return false if the log is not closed, or does not hold every event up to its head
   */
  static boolean of(Connection tx, UUID task) throws SQLException {
    Closed closed = closed(tx, task);
    if (closed == null) {
      return false;
    }
    SortedMap<String, SnapshotDigest.Count> kinds = kinds(tx, task);
    if (kinds.values().stream().mapToLong(SnapshotDigest.Count::events).sum() != closed.seq()) {
      return false;
    }
    insert(tx, task, closed, kinds, SandboxOfStart.find(tx, task));
    return true;
  }

  /** The end of a closed log whose first and last event are there. */
  private static @Nullable Closed closed(Connection tx, UUID task) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT h.tenant_id, h.last_seq, h.last_hash, e.hash_prev
              FROM task_heads h
              JOIN task_events e ON e.task_id = h.task_id AND e.seq = 1
              JOIN task_events l ON l.task_id = h.task_id AND l.seq = h.last_seq
                                AND l.hash_curr = h.last_hash
             WHERE h.task_id = ? AND h.closed
            """)) {
      select.setObject(1, task);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Closed(
                row.getObject(1, UUID.class), row.getLong(2), row.getBytes(3), row.getBytes(4))
            : null;
      }
    }
  }

  private static SortedMap<String, SnapshotDigest.Count> kinds(Connection tx, UUID task)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT kind, count(*), sum(payload_len) FROM task_events WHERE task_id = ? GROUP BY kind
            """)) {
      select.setObject(1, task);
      SortedMap<String, SnapshotDigest.Count> kinds = new TreeMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          kinds.put(rows.getString(1), new SnapshotDigest.Count(rows.getLong(2), rows.getLong(3)));
        }
      }
      return kinds;
    }
  }

  private static void insert(
      Connection tx,
      UUID task,
      Closed log,
      SortedMap<String, SnapshotDigest.Count> kinds,
      SandboxOfStart sandbox)
      throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO task_snapshots (task_id, tenant_id, seq, head_hash, kinds, digest, sandbox,
                                        sandbox_profile_hash, trimmed_hash)
            VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)
            """)) {
      insert.setObject(1, task);
      insert.setObject(2, log.tenant());
      insert.setLong(3, log.seq());
      insert.setBytes(4, log.hash());
      insert.setString(5, JSON.writeValueAsString(Snapshots.json(kinds)));
      insert.setBytes(6, SnapshotDigest.of(log.tenant(), task, log.seq(), log.hash(), kinds));
      insert.setString(7, sandbox.name());
      insert.setString(8, sandbox.profileHash());
      insert.setBytes(9, log.genesis());
      insert.executeUpdate();
    }
  }
}
