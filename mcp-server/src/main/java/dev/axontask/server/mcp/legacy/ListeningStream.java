package dev.axontask.server.mcp.legacy;

import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.wire.SseFrames;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import reactor.core.publisher.Mono;

/** The stream that a client opens by GET, for messages that belong to no request. Thread-safe. */
final class ListeningStream implements McpStreamableServerTransport {
  private final OutputStream out;
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);

  ListeningStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromRunnable(() -> write(SseFrames.message(Json.bytes(message))));
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message, String messageId) {
    return sendMessage(message);
  }

  void beat() {
    write(SseFrames.COMMENT);
  }

  private void write(byte[] frame) {
    lock.lock();
    try {
      if (closed.getCount() > 0) {
        out.write(frame);
      }
    } catch (IOException e) {
      closed.countDown();
    } finally {
      lock.unlock();
    }
  }

  /** Returns when the client is gone, a newer stream took over, or the server stops. */
  void awaitEnd() throws InterruptedException {
    closed.await();
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
    closed.countDown();
  }
}
