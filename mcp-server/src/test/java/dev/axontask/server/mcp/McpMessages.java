package dev.axontask.server.mcp;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.axontask.server.http.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Messages to and from {@code /mcp}, and schemas that results are held against. */
final class McpMessages {
  static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
       "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
      """;

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());

  private McpMessages() {}

  static String call(int id, String tool, Map<String, ?> arguments) {
    return Json.text(
        Map.of(
            "jsonrpc",
            "2.0",
            "id",
            id,
            "method",
            "tools/call",
            "params",
            Map.of("name", tool, "arguments", arguments)));
  }

  /** What is wrong with a value by a schema; empty if nothing. */
  static List<String> problems(Object schema, Object value) {
    JsonNode node = Json.MAPPER.valueToTree(schema);
    Schema compiled = SCHEMAS.getSchema(node);
    JsonNode instance = Json.MAPPER.valueToTree(value);
    return compiled.validate(instance).stream().map(Object::toString).toList();
  }
}
