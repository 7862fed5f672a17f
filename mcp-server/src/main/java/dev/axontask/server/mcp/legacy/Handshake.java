package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Changes.ListKind;
import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.Completions;
import dev.axontask.server.catalog.Resources;
import dev.axontask.server.catalog.Signals.Level;
import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.legacy.session.SessionRecord;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.Message;
import dev.axontask.server.mcp.wire.Revisions;
import dev.axontask.server.mcp.wire.RpcRefusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code initialize} (basic/lifecycle): what both sides are and can do. */
final class Handshake {
  private static final String SHAPE =
      "initialize needs params with protocolVersion (string), capabilities (object) and clientInfo"
          + " (object with name and version).";

  /** Clients declare a few hundred bytes; a session keeps them for a month. */
  private static final int MOST_CAPABILITY_BYTES = 16 << 10;

  private static final int LONGEST_NAME = 256;

  private final Catalog catalog;
  private final String version;

  Handshake(Catalog catalog, String version) {
    this.catalog = catalog;
    this.version = version;
  }

  /**
   * A new session for a client.
   *
   * @throws RpcRefusal if the request has another shape
   */
  SessionRecord agree(Caller caller, Message.Request request) {
    Map<String, @Nullable Object> params = request.params();
    if (!(params.get("protocolVersion") instanceof String wanted)
        || !(params.get("clientInfo") instanceof Map<?, ?> info)
        || !(info.get("name") instanceof String)) {
      throw refused(request, SHAPE);
    }
    return new SessionRecord(
        UUID.randomUUID(),
        caller,
        agreed(wanted),
        new Client(capabilities(request)),
        names(info),
        List.of(),
        Level.INFO);
  }

  /** The client's own revision if it is one of ours, else our newest. */
  private static String agreed(String wanted) {
    return Revisions.LEGACY.contains(wanted) ? wanted : Revisions.LEGACY.getFirst();
  }

  @SuppressWarnings("unchecked") // JSON objects are read as maps with string keys.
  private static Map<String, @Nullable Object> capabilities(Message.Request request) {
    Object given = request.params().get("capabilities");
    if (given == null) {
      return Map.of();
    }
    if (!(given instanceof Map)) {
      throw refused(request, SHAPE);
    }
    if (Json.bytes(given).length > MOST_CAPABILITY_BYTES) {
      throw refused(
          request, "capabilities may have at most %d bytes.".formatted(MOST_CAPABILITY_BYTES));
    }
    return (Map<String, @Nullable Object>) given;
  }

  private static Map<String, @Nullable Object> names(Map<?, ?> info) {
    Map<String, @Nullable Object> names = new LinkedHashMap<>();
    for (String field : List.of("name", "title", "version")) {
      if (info.get(field) instanceof String text) {
        names.put(field, text.substring(0, Math.min(text.length(), LONGEST_NAME)));
      }
    }
    return names;
  }

  private static RpcRefusal refused(Message.Request request, String detail) {
    return new RpcRefusal(400, JsonRpc.INVALID_PARAMS, detail).to(request.id());
  }

  /** What the client is told. */
  Map<String, @Nullable Object> result(SessionRecord session) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("protocolVersion", session.revision());
    result.put("capabilities", offered());
    result.put("serverInfo", Map.of("name", "axontask", "title", "AxonTask", "version", version));
    result.put("instructions", catalog.instructions());
    return result;
  }

  private Map<String, Object> offered() {
    Map<String, Object> offered = new LinkedHashMap<>();
    offered.put("tools", list(ListKind.TOOLS));
    if (hasResources()) {
      Map<String, Object> resources = list(ListKind.RESOURCES);
      resources.put("subscribe", true);
      offered.put("resources", resources);
    }
    if (!catalog.prompts().isEmpty() || changes(ListKind.PROMPTS)) {
      offered.put("prompts", list(ListKind.PROMPTS));
    }
    if (!catalog.completions().equals(Completions.NONE)) {
      offered.put("completions", Map.of());
    }
    offered.put("logging", Map.of());
    return offered;
  }

  private boolean hasResources() {
    return !catalog.resources().equals(Resources.NONE);
  }

  private Map<String, Object> list(ListKind kind) {
    Map<String, Object> capability = new LinkedHashMap<>();
    capability.put("listChanged", changes(kind));
    return capability;
  }

  private boolean changes(ListKind kind) {
    return catalog.changes().lists().contains(kind);
  }
}
