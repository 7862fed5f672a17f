package dev.axontask.server.mcp.legacy;

import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.legacy.LiveSession.InFlight;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import reactor.core.publisher.Mono;

/** Puts what the SDK says about one request on the request's stream. Thread-safe. */
record ReplyTransport(InFlight call) implements McpStreamableServerTransport {

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromRunnable(() -> say(message));
  }

  /** The SDK's ids are not used: ours hold the position on the stream. */
  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message, String messageId) {
    return sendMessage(message);
  }

  private void say(JSONRPCMessage message) {
    if (!(message instanceof JSONRPCResponse)) {
      call.log().append(Json.bytes(message));
    } else if (call.running().cancelled()) {
      // The client gave this request up; a response would be one too many.
      call.log().end();
    } else {
      call.log().end(Json.bytes(message));
    }
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return Json.MAPPER.convertValue(
        data, Json.MAPPER.getTypeFactory().constructType(type.getType()));
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.empty();
  }

  /** The stream ends with its response, or with its handler. */
  @Override
  public void close() {}
}
