package dev.axontask.server.mcp.wire;

import dev.axontask.server.http.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads one JSON-RPC message, and refuses what is none. */
public final class Incoming {
  private Incoming() {}

  /**
   * The message in a body.
   *
   * @throws RpcRefusal with the code that JSON-RPC names, and the message's id if it could be read
   */
  public static Message read(byte[] body) {
    JsonNode node = parse(body);
    if (node.isArray()) {
      throw invalid(null, "Batches are not served; send each message in a POST of its own.");
    }
    Object id = id(node.path("id"));
    if (!node.isObject() || !"2.0".equals(node.path("jsonrpc").stringValue(null))) {
      throw invalid(id, "A message is a JSON object with \"jsonrpc\": \"2.0\".");
    }
    if (node.has("method")) {
      return call(node, id);
    }
    if (node.has("result") == node.has("error") || id == null) {
      throw invalid(
          id, "A message has a \"method\", or an \"id\" and one of \"result\" and \"error\".");
    }
    return new Message.Response(node);
  }

  private static JsonNode parse(byte[] body) {
    try {
      JsonNode node = Json.tree(body);
      if (node.isMissingNode()) {
        throw new RpcRefusal(400, JsonRpc.PARSE_ERROR, "The body is empty.");
      }
      return node;
    } catch (JacksonException e) {
      throw new RpcRefusal(400, JsonRpc.PARSE_ERROR, "The body is not one JSON text in UTF-8.");
    }
  }

  private static Message call(JsonNode node, @Nullable Object id) {
    String method = node.path("method").stringValue(null);
    if (method == null) {
      throw invalid(id, "\"method\" is a string.");
    }
    JsonNode params = node.path("params");
    if (!params.isMissingNode() && !params.isObject()) {
      throw invalid(id, "\"params\" is an object.");
    }
    Map<String, @Nullable Object> values = params.isMissingNode() ? Map.of() : Json.object(params);
    if (!node.has("id")) {
      return new Message.Notification(method, values);
    }
    if (id == null) {
      throw invalid(null, "\"id\" is a string or a whole number.");
    }
    return new Message.Request(id, method, values);
  }

  private static @Nullable Object id(JsonNode id) {
    if (id.isString()) {
      return id.stringValue();
    }
    return id.isIntegralNumber() && id.canConvertToLong() ? (Object) id.longValue() : null;
  }

  private static RuntimeException invalid(@Nullable Object id, String detail) {
    return new RpcRefusal(400, JsonRpc.INVALID_REQUEST, detail).to(id);
  }
}
