package dev.axontask.server.conformance;

import dev.axontask.server.catalog.Tool;
import dev.axontask.server.http.Json;

/** Makes tools in a line. */
final class FixtureTool {
  private static final Tool.Hints HINTS = new Tool.Hints(true, false, true, false);
  private static final String NO_ARGUMENTS =
      """
      {"type": "object", "properties": {}, "additionalProperties": false}
      """;

  private FixtureTool() {}

  /** One without arguments. */
  static Tool of(String name, String description, Tool.Handler handler) {
    return of(name, description, NO_ARGUMENTS, handler);
  }

  /** One whose arguments this JSON Schema describes. */
  static Tool of(String name, String description, String schema, Tool.Handler handler) {
    return new Tool(name, name, description, Json.object(schema), null, HINTS, handler);
  }
}
