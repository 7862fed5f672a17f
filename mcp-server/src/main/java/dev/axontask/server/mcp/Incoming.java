package dev.axontask.server.mcp;

import dev.axontask.server.http.Json;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads one JSON-RPC message, and refuses what is none. */
final class Incoming {
  private Incoming() {}

  /**
   * The message in a body.
   *
   * @throws RpcRefusal with the code that JSON-RPC names
   */
  static JSONRPCMessage read(byte[] body) {
    JsonNode node = parse(body);
    if (node.isArray()) {
      throw invalid("Batches are not served; send each message in a POST of its own.");
    }
    if (!node.isObject() || !"2.0".equals(node.path("jsonrpc").stringValue(null))) {
      throw invalid("A message is a JSON object with \"jsonrpc\": \"2.0\".");
    }
    if (node.has("method")) {
      return call(node);
    }
    if (node.has("result") == node.has("error") || !isId(node.path("id"))) {
      throw invalid(
          "A message has a \"method\", or an \"id\" and one of \"result\" and \"error\".");
    }
    try {
      return Json.MAPPER.convertValue(node, JSONRPCResponse.class);
    } catch (JacksonException e) {
      throw invalid(
          "\"error\" is an object with \"code\" (whole number) and \"message\" (string).");
    }
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

  private static JSONRPCMessage call(JsonNode node) {
    String method = node.path("method").stringValue(null);
    if (method == null) {
      throw invalid("\"method\" is a string.");
    }
    JsonNode params = node.path("params");
    if (!params.isMissingNode() && !params.isObject()) {
      throw invalid("\"params\" is an object.");
    }
    Object values = params.isMissingNode() ? null : Json.object(params);
    if (!node.has("id")) {
      return new JSONRPCNotification("2.0", method, values);
    }
    if (!isId(node.path("id"))) {
      throw invalid("\"id\" is a string or a whole number.");
    }
    return new JSONRPCRequest("2.0", method, id(node.path("id")), values);
  }

  private static boolean isId(JsonNode id) {
    return id.isString() || (id.isIntegralNumber() && id.canConvertToLong());
  }

  private static @Nullable Object id(JsonNode id) {
    return id.isString() ? id.stringValue() : (Object) id.longValue();
  }

  private static RuntimeException invalid(String detail) {
    return new RpcRefusal(400, JsonRpc.INVALID_REQUEST, detail);
  }
}
