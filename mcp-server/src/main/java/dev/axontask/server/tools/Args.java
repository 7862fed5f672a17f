package dev.axontask.server.tools;

import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Arguments that were checked against a schema, by type. */
public record Args(Map<String, @Nullable Object> values) {

  public @Nullable String text(String name) {
    return values.get(name) instanceof String text ? text : null;
  }

  /** A whole number; one beyond 64 bits is the nearest that they hold. */
  public @Nullable Long whole(String name) {
    return switch (values.get(name)) {
      case BigInteger beyond -> beyond.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      case Number number -> number.longValue();
      case null, default -> null;
    };
  }

  public long whole(String name, long otherwise) {
    Long value = whole(name);
    return value == null ? otherwise : value;
  }

  public List<String> texts(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** A JSON object; an absent one is empty. */
  @SuppressWarnings("unchecked") // Objects are read as maps with string keys.
  public Map<String, @Nullable Object> object(String name) {
    return values.get(name) instanceof Map<?, ?> map
        ? (Map<String, @Nullable Object>) map
        : Map.of();
  }

  /** RFC 3339; empty if the text is not. */
  public static Optional<Instant> instant(String text) {
    try {
      return Optional.of(java.time.OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
