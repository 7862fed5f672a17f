package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.Signals.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code _meta} of a request says (basic/index, per-request protocol fields). {@code
 * clientInfo} is optional and changes nothing.
 *
 * @param logLevel the least severe that the client wants to see; empty if none
 * @param progressToken a String or a whole number; null if progress is not wanted
 */
record RequestMeta(Client client, Optional<Level> logLevel, @Nullable Object progressToken) {

  /**
   * Reads what a request carries.
   *
   * @throws dev.axontask.server.mcp.wire.RpcRefusal -32602 and 400 if a required field is missing,
   *     or one has a type that it may not have
   */
  static RequestMeta of(Map<String, @Nullable Object> meta) {
    if (!(meta.get(MetaKeys.VERSION) instanceof String)) {
      throw missing(MetaKeys.VERSION, "a string");
    }
    if (!(meta.get(MetaKeys.CAPABILITIES) instanceof Map<?, ?> capabilities)) {
      throw missing(MetaKeys.CAPABILITIES, "an object");
    }
    return new RequestMeta(
        new Client(JsonObjects.of(capabilities)),
        logLevel(meta.get(MetaKeys.LOG_LEVEL)),
        progressToken(meta.get(MetaKeys.PROGRESS_TOKEN)));
  }

  private static RuntimeException missing(String key, String type) {
    return Refusals.malformed(
        "params._meta needs \"%s\" (%s) on every request.".formatted(key, type));
  }

  /** An unknown one is refused (server/utilities/logging, error handling). */
  private static Optional<Level> logLevel(@Nullable Object value) {
    if (value == null) {
      return Optional.empty();
    }
    Optional<Level> level =
        Arrays.stream(Level.values()).filter(l -> l.word().equals(value)).findFirst();
    if (level.isEmpty()) {
      List<String> words = Arrays.stream(Level.values()).map(Level::word).toList();
      throw Refusals.malformed(
          "params._meta[\"%s\"] must be one of %s."
              .formatted(MetaKeys.LOG_LEVEL, String.join(", ", words)));
    }
    return level;
  }

  private static @Nullable Object progressToken(@Nullable Object value) {
    boolean allowed =
        value == null
            || value instanceof String
            || value instanceof Integer
            || value instanceof Long;
    if (!allowed) {
      throw Refusals.malformed("params._meta.progressToken must be a string or a whole number.");
    }
    return value;
  }
}
