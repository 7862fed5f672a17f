package dev.axontask.server.mcp.legacy;

import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.RunningCall;
import dev.axontask.server.mcp.wire.SseFrames;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The answer to one request: a JSON object if the response is all there is to say, an event stream
 * from the first notification or sign of life on. Thread-safe.
 */
final class ReplyStream implements McpStreamableServerTransport {
  private final Exchange exchange;
  private final RunningCall call;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}; null until the answer has become a stream. */
  private @Nullable OutputStream out;

  /** Guarded by {@link #lock}: nothing more is written. */
  private boolean ended;

  ReplyStream(Exchange exchange, RunningCall call) {
    this.exchange = exchange;
    this.call = call;
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromRunnable(() -> write(message));
  }

  /** Ids are for streams that can be resumed; these cannot. */
  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message, String messageId) {
    return sendMessage(message);
  }

  private void write(JSONRPCMessage message) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      if (message instanceof JSONRPCResponse response) {
        ended = true;
        respond(response);
      } else {
        stream().write(SseFrames.message(Json.bytes(message)));
      }
    } catch (IOException e) {
      gone();
    } finally {
      lock.unlock();
    }
  }

  private void respond(JSONRPCResponse response) throws IOException {
    if (call.cancelled()) {
      // The client gave this request up; a response would be one too many.
      stream().close();
      return;
    }
    byte[] json = Json.bytes(body(response));
    if (out == null) {
      exchange.send(200, "application/json", json);
    } else {
      out.write(SseFrames.message(json));
      out.close();
    }
  }

  private static Object body(JSONRPCResponse response) {
    return response.error() == null
        ? response
        : JSONRPCResponse.error(response.id(), withoutInternals(response.error()));
  }

  /** What of an error the SDK made may be shown: nothing of an exception. */
  private static JSONRPCError withoutInternals(JSONRPCError error) {
    return error.code() == JsonRpc.INTERNAL_ERROR
        ? new JSONRPCError(
            JsonRpc.INTERNAL_ERROR, "The server failed at this request; its log has the reason.")
        : new JSONRPCError(error.code(), error.message());
  }

  /** Shows proxies and clients that the request is being worked on. */
  void beat() {
    if (lock.tryLock()) {
      try {
        if (!ended) {
          stream().write(SseFrames.COMMENT);
        }
      } catch (IOException e) {
        gone();
      } finally {
        lock.unlock();
      }
    }
  }

  private OutputStream stream() throws IOException {
    if (out == null) {
      out = exchange.stream("text/event-stream");
    }
    return out;
  }

  /** Nobody reads any more: what waits for output need not, and the task goes on. */
  private void gone() {
    ended = true;
    call.stop();
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return Json.MAPPER.convertValue(
        data, Json.MAPPER.getTypeFactory().constructType(type.getType()));
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(this::close);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
    } finally {
      lock.unlock();
    }
  }
}
