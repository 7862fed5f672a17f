package dev.axontask.server.mcp.modern;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON objects as maps. */
final class JsonObjects {
  private JsonObjects() {}

  @SuppressWarnings("unchecked") // JSON objects are read as maps with string keys.
  static Map<String, @Nullable Object> of(Map<?, ?> object) {
    return (Map<String, @Nullable Object>) object;
  }

  /** A member that is an object. */
  static Optional<Map<String, @Nullable Object>> member(Map<String, ?> object, String name) {
    return object.get(name) instanceof Map<?, ?> member
        ? Optional.of(of(member))
        : Optional.empty();
  }

  /** An object to add to; members keep their order. */
  static Map<String, @Nullable Object> with(String name, @Nullable Object value) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put(name, value);
    return object;
  }
}
