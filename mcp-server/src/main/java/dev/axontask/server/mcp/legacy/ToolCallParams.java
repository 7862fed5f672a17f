package dev.axontask.server.mcp.legacy;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.http.Invisible;
import dev.axontask.server.mcp.wire.Message;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import java.util.Optional;

/** Checks the shape of {@code tools/call} before the SDK reads it, which would say less. */
final class ToolCallParams {
  private static final int LONGEST_SHOWN = 64;

  private ToolCallParams() {}

  /** What is wrong with the request; empty if it is none of a tool, or all is well. */
  static Optional<String> problem(Catalog catalog, Message.Request request) {
    if (!request.method().equals(McpSchema.METHOD_TOOLS_CALL)) {
      return Optional.empty();
    }
    Map<String, ?> params = request.params();
    if (!(params.get("name") instanceof String name)) {
      return Optional.of("tools/call needs params with name (string) and arguments (object).");
    }
    if (params.get("arguments") != null && !(params.get("arguments") instanceof Map<?, ?>)) {
      return Optional.of("arguments must be an object.");
    }
    if (params.get("_meta") != null && !(params.get("_meta") instanceof Map<?, ?>)) {
      return Optional.of("_meta must be an object.");
    }
    return catalog.tool(name).isPresent() ? Optional.empty() : Optional.of(unknown(catalog, name));
  }

  private static String unknown(Catalog catalog, String name) {
    String shown = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) : name;
    return "Unknown tool: %s. There are %s."
        .formatted(Invisible.escaped(shown), String.join(", ", McpTools.names(catalog)));
  }
}
