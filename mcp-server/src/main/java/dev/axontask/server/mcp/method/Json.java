package dev.axontask.server.mcp.method;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects to begin with. */
final class Json {
  private Json() {}

  static Map<String, @Nullable Object> object(String name, @Nullable Object value) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put(name, value);
    return object;
  }
}
