package dev.axontask.server.mcp.modern;

import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.wire.RunningCall;
import dev.axontask.server.mcp.wire.SseFrames;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request (transports/streamable-http, receiving messages): a JSON object if the
 * response is all there is to say, an event stream from the first notification or sign of life on.
 * Whoever writes waits for the reader; nothing is kept for one who is slow. Thread-safe.
 */
final class Reply {
  private final Exchange exchange;
  private final RunningCall call;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}; null until the answer has become a stream. */
  private @Nullable OutputStream out;

  /** Guarded by {@link #lock}: nothing more is written. */
  private boolean ended;

  Reply(Exchange exchange, RunningCall call) {
    this.exchange = exchange;
    this.call = call;
  }

  /** Sends a notification; does nothing after the end. */
  void note(Map<String, @Nullable Object> notification) {
    lock.lock();
    try {
      write(SseFrames.message(Json.bytes(notification)));
    } finally {
      lock.unlock();
    }
  }

  /** Shows proxies and clients that the request is being worked on. */
  void beat() {
    if (lock.tryLock()) {
      try {
        write(SseFrames.COMMENT);
      } finally {
        lock.unlock();
      }
    }
  }

  private void write(byte[] frame) {
    if (ended) {
      return;
    }
    try {
      if (out == null) {
        out = exchange.stream("text/event-stream");
      }
      out.write(frame);
    } catch (IOException e) {
      // The client closed the stream, which cancels the request (basic/patterns/cancellation).
      ended = true;
      call.stop();
    }
  }

  /**
   * Sends the response, which ends the stream.
   *
   * @throws IOException if nobody reads it; there is no more to be done about that
   */
  void end(Response response) throws IOException {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      if (out == null) {
        exchange.sendJson(response.status(), response.message());
      } else {
        out.write(SseFrames.message(Json.bytes(response.message())));
        out.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
