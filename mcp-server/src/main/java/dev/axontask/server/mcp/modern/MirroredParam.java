package dev.axontask.server.mcp.modern;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tool's argument that its schema wants in a header, by {@code x-mcp-header}
 * (transports/streamable-http, custom headers from tool parameters).
 *
 * @param header {@code Mcp-Param-} and the name that the schema gives
 * @param path the properties that lead to it
 */
record MirroredParam(String header, List<String> path) {

  /** All that a schema marks; only properties that are reached through properties count. */
  static List<MirroredParam> in(Map<String, @Nullable Object> schema) {
    List<MirroredParam> found = new ArrayList<>();
    collect(schema, List.of(), found);
    return found;
  }

  private static void collect(
      Map<String, @Nullable Object> schema, List<String> path, List<MirroredParam> found) {
    if (schema.get("x-mcp-header") instanceof String name) {
      found.add(new MirroredParam("Mcp-Param-" + name, path));
    }
    JsonObjects.member(schema, "properties")
        .orElse(Map.of())
        .forEach((name, property) -> {
          if (property instanceof Map<?, ?> inner) {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(JsonObjects.of(inner), List.copyOf(longer), found);
          }
        });
  }

  /** The value in a call's arguments; null if there is none. */
  @Nullable Object value(Map<String, @Nullable Object> arguments) {
    Object value = arguments;
    for (String step : path) {
      value = value instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return value;
  }

  /** A value as a header shows it; empty if it cannot be shown there. */
  static Optional<String> text(@Nullable Object value) {
    return switch (value) {
      case String text -> Optional.of(text);
      case Boolean truth -> Optional.of(truth.toString());
      case Integer number -> Optional.of(number.toString());
      case Long number -> Optional.of(number.toString());
      case BigInteger number -> Optional.of(number.toString());
      case Double number when Double.isFinite(number) ->
          Optional.of(BigDecimal.valueOf(number).toPlainString());
      case null, default -> Optional.empty();
    };
  }

  /** Whether a header says what the body does; numbers are compared as numbers. */
  static boolean same(@Nullable Object value, String text, String header) {
    if (!(value instanceof Number)) {
      return header.equals(text);
    }
    try {
      // Longer ones are no number that a client means, and cost much to compare.
      return header.length() <= Limits.SHOWN
          && new BigDecimal(header).compareTo(new BigDecimal(text)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
