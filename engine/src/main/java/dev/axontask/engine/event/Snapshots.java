package dev.axontask.engine.event;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.chain.SnapshotDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what is kept of trimmed logs. */
public final class Snapshots {
  private static final JsonMapper JSON = new JsonMapper();

  private Snapshots() {}

  /** The task's snapshot; empty while there is none, and then no event of it was trimmed. */
  public static Optional<Snapshot> find(Connection tx, UUID task) throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            SELECT tenant_id, task_id, seq, head_hash, kinds, digest, sandbox, sandbox_profile_hash,
                   trimmed_seq, trimmed_hash
            FROM task_snapshots WHERE task_id = ?
            """)) {
      statement.setObject(1, task);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(snapshot(row)) : Optional.empty();
      }
    }
  }

  private static Snapshot snapshot(ResultSet row) throws SQLException {
    return new Snapshot(
        new TenantId(row.getObject(1, UUID.class)),
        new TaskId(row.getObject(2, UUID.class)),
        row.getLong(3),
        row.getBytes(4),
        kinds(row.getString(5)),
        row.getBytes(6),
        row.getString(7),
        row.getString(8),
        row.getLong(9),
        row.getBytes(10));
  }

  private static SortedMap<String, SnapshotDigest.Count> kinds(String json) {
    SortedMap<String, SnapshotDigest.Count> kinds = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : JSON.readTree(json).properties()) {
      kinds.put(
          each.getKey(),
          new SnapshotDigest.Count(
              each.getValue().path("events").longValue(),
              each.getValue().path("bytes").longValue()));
    }
    return kinds;
  }

  /** {@code {"stdout": {"events": 3, "bytes": 56}}}, as receipts and exports have it. */
  public static Map<String, Object> json(SortedMap<String, SnapshotDigest.Count> kinds) {
    Map<String, Object> json = new LinkedHashMap<>();
    kinds.forEach((kind, count) -> {
      Map<String, Long> counts = new LinkedHashMap<>();
      counts.put("events", count.events());
      counts.put("bytes", count.bytes());
      json.put(kind, counts);
    });
    return json;
  }
}
