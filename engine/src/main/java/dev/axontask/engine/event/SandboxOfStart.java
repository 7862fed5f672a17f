package dev.axontask.engine.event;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * From the last {@code started} event of a task: what its adapter said it runs in. Nothing is known
 * if there is no such event, or its payload was erased.
 *
 * @param profileHash of the sandbox's profile, where the adapter told one
 */
public record SandboxOfStart(@Nullable String name, @Nullable String profileHash) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final SandboxOfStart UNKNOWN = new SandboxOfStart(null, null);

  public static SandboxOfStart find(Connection tx, UUID task) throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            SELECT payload FROM task_events
            WHERE task_id = ? AND kind = 'started' ORDER BY seq DESC LIMIT 1
            """)) {
      statement.setObject(1, task);
      try (ResultSet row = statement.executeQuery()) {
        byte[] payload = row.next() ? row.getBytes(1) : null;
        return payload == null ? UNKNOWN : of(JSON.readTree(payload).path("sandbox"));
      }
    }
  }

  private static SandboxOfStart of(JsonNode sandbox) {
    return new SandboxOfStart(text(sandbox), text(sandbox.path("profile_hash")));
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.stringValue() : null;
  }
}
