package dev.axontask.engine.receipt;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.chain.Chain;
import dev.axontask.engine.event.EventJson;
import dev.axontask.engine.event.Micros;
import dev.axontask.engine.event.SandboxOfStart;
import dev.axontask.engine.event.Snapshot;
import dev.axontask.engine.event.Snapshots;
import dev.axontask.engine.task.TaskState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a receipt says of a task, read in one transaction (docs/receipt-format.md). */
final class Claims {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HexFormat HEX = HexFormat.of();

  /**
   * A task as far as a receipt is concerned.
   *
   * @param claims all but who issues and when; empty while the task is not finished
   */
  record Found(TaskState state, long lastSeq, Map<String, @Nullable Object> claims) {}

  private Claims() {}

  static Optional<Found> read(Connection tx, TenantId tenant, TaskId task) throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            SELECT t.name, t.adapter, t.spec_hash, t.state, t.attempt, t.created_at, t.started_at,
                   t.ended_at, t.exit_code, t.signal, t.error, h.last_seq, h.last_hash, h.closed
            FROM tasks t JOIN task_heads h ON h.task_id = t.id WHERE t.id = ?
            """)) {
      statement.setObject(1, task.value());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        TaskState state = TaskState.ofWord(row.getString("state")).orElseThrow();
        Map<String, @Nullable Object> claims = new LinkedHashMap<>();
        if (row.getBoolean("closed") && state.terminal()) {
          taskClaims(claims, row, tenant, task);
          eventClaims(claims, tx, task);
        }
        return Optional.of(new Found(state, row.getLong("last_seq"), claims));
      }
    }
  }

  private static void taskClaims(
      Map<String, @Nullable Object> claims, ResultSet row, TenantId tenant, TaskId task)
      throws SQLException {
    Instant created = row.getObject("created_at", OffsetDateTime.class).toInstant();
    byte[] specHash = row.getBytes("spec_hash");
    byte[] genesis = Chain.genesis(tenant.value(), task.value(), Micros.of(created), specHash);
    claims.put("tenant", tenant.toString());
    claims.put("task", task.toString());
    putIfKnown(claims, "name", row.getString("name"));
    claims.put("adapter", row.getString("adapter"));
    claims.put("spec_hash", HEX.formatHex(specHash));
    claims.put("genesis_hash", HEX.formatHex(genesis));
    claims.put("event_count", row.getLong("last_seq"));
    claims.put("head_hash", HEX.formatHex(row.getBytes("last_hash")));
    claims.put("state", row.getString("state"));
    putIfKnown(claims, "exit_code", row.getObject("exit_code", Integer.class));
    putIfKnown(claims, "signal", row.getObject("signal", Integer.class));
    String error = row.getString("error");
    putIfKnown(claims, "error", error == null ? null : JSON.readValue(error, Object.class));
    claims.put("attempts", row.getInt("attempt"));
    claims.put("created_at", time(row, "created_at"));
    putIfKnown(claims, "started_at", time(row, "started_at"));
    claims.put("ended_at", time(row, "ended_at"));
  }

  /**
   * What there was of each kind. Once events are trimmed, only the snapshot knows; it is looked for
   * last, because it is there before the first event goes: what was counted before it was found is
   * whole.
   */
  private static void eventClaims(Map<String, @Nullable Object> claims, Connection tx, TaskId task)
      throws SQLException {
    Map<String, Object> counted = kinds(tx, task);
    SandboxOfStart started = SandboxOfStart.find(tx, task.value());
    Optional<Snapshot> snapshot = Snapshots.find(tx, task.value());
    claims.put("kinds", snapshot.map(s -> Snapshots.json(s.kinds())).orElse(counted));
    SandboxOfStart sandbox =
        snapshot.map(s -> new SandboxOfStart(s.sandbox(), s.sandboxProfileHash())).orElse(started);
    putIfKnown(claims, "sandbox", sandbox.name());
    putIfKnown(claims, "sandbox_profile_hash", sandbox.profileHash());
  }

  private static Map<String, Object> kinds(Connection tx, TaskId task) throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            SELECT kind, count(*), sum(payload_len) FROM task_events
            WHERE task_id = ? GROUP BY kind ORDER BY kind
            """)) {
      statement.setObject(1, task.value());
      Map<String, Object> kinds = new LinkedHashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          kinds.put(rows.getString(1), Map.of("events", rows.getLong(2), "bytes", rows.getLong(3)));
        }
      }
      return kinds;
    }
  }

  private static @Nullable String time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : EventJson.time(Micros.of(time.toInstant()));
  }

  private static void putIfKnown(
      Map<String, @Nullable Object> claims, String name, @Nullable Object value) {
    if (value != null) {
      claims.put(name, value);
    }
  }
}
