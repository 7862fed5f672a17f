package dev.axontask.server.mcp;

import dev.axontask.server.mcp.modern.MetaKeys;
import dev.axontask.server.mcp.wire.Message;
import dev.axontask.server.mcp.wire.Revisions;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which shape of the protocol a message has (2026-07-28, basic/versioning, backward compatibility).
 */
enum Era {
  /** Each request tells its revision and its client's capabilities. */
  MODERN,
  /** {@code initialize} agreed on a revision for a session. */
  LEGACY;

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  /**
   * Decides by what is named, and if nothing is, by what else the message carries.
   *
   * @param header the revision that {@code MCP-Protocol-Version} names
   * @param params of the message; empty if it has none
   * @param session whether there is an {@code Mcp-Session-Id}
   */
  static Era of(Optional<String> header, Map<String, ?> params, boolean session) {
    Map<?, ?> meta = params.get("_meta") instanceof Map<?, ?> given ? given : Map.of();
    Optional<String> named =
        meta.get(MetaKeys.VERSION) instanceof String version
            ? Optional.of(version)
            : Optional.empty();
    if (named.filter(Era::modern).isPresent() || header.filter(Era::modern).isPresent()) {
      return MODERN;
    }
    if (named.filter(Era::legacy).isPresent() || header.filter(Era::legacy).isPresent()) {
      return LEGACY;
    }
    return MetaKeys.anyIn(meta) && !session ? MODERN : LEGACY;
  }

  /** What era can be told of a message by its parameters. */
  static Map<String, ?> params(Message message) {
    return switch (message) {
      case Message.Request request -> request.params();
      case Message.Notification notification -> notification.params();
      case Message.Response _ -> Map.of();
    };
  }

  private static boolean modern(String revision) {
    return DATE.matcher(revision).matches() && revision.compareTo(Revisions.MODERN) >= 0;
  }

  private static boolean legacy(String revision) {
    return Revisions.LEGACY.contains(revision);
  }
}
