package dev.axontask.server.mcp.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One message of JSON-RPC 2.0 as MCP uses it (specification, basic). */
public sealed interface Message {

  /**
   * Asks for an answer.
   *
   * @param id a String or a Long
   * @param params empty if there are none
   */
  record Request(Object id, String method, Map<String, @Nullable Object> params)
      implements Message {}

  /** Says something. */
  record Notification(String method, Map<String, @Nullable Object> params) implements Message {}

  /**
   * Answers a request of ours.
   *
   * @param whole with a valid id, and one of {@code result} and {@code error}
   */
  record Response(JsonNode whole) implements Message {}
}
