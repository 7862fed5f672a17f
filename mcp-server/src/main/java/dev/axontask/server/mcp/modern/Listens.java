package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.wire.Heartbeat;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.Message;
import dev.axontask.server.mcp.wire.RpcRefusal;
import dev.axontask.server.mcp.wire.SseFrames;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * {@code subscriptions/listen} (basic/patterns/subscriptions): each is a stream that says what
 * changed until its client goes or the server stops. A client that is gone is noticed by a write
 * that fails, at the next news or sign of life. Thread-safe.
 */
final class Listens implements AutoCloseable {
  private final Catalog catalog;
  private final Results results;
  private final Heartbeat heartbeat;
  private final Object lock = new Object();

  /** Guarded by {@link #lock}. */
  private final Set<Outbox> open = new HashSet<>();

  /** Guarded by {@link #lock}. */
  private boolean closed;

  Listens(Catalog catalog, Results results, Heartbeat heartbeat) {
    this.catalog = catalog;
    this.results = results;
    this.heartbeat = heartbeat;
  }

  /**
   * Serves one for as long as it lasts.
   *
   * @throws RpcRefusal before the stream begins, if it does not
   * @throws IOException if the client is gone
   */
  void serve(Exchange exchange, Message.Request request, RequestMeta meta)
      throws IOException, InterruptedException {
    Filter wanted = Filter.of(request.params());
    if (wanted.wantsTasks()) {
      TaskMethods.requireExtension(meta.client());
    }
    Outbox outbox = new Outbox();
    admit(exchange, outbox);
    try (Watches watches = new Watches(catalog.changes(), exchange.caller(), outbox);
        var _ = heartbeat.start(outbox::beat)) {
      Filter honoured = watches.open(wanted);
      ListenNotes notes = new ListenNotes(request.id(), exchange.caller(), catalog.tasks());
      // A task may have ended between its creation and now, which nobody would say any more.
      honoured.topics().stream().filter(Topic.Task.class::isInstance).forEach(outbox::changed);
      OutputStream out = exchange.stream("text/event-stream");
      out.write(SseFrames.message(Json.bytes(notes.acknowledged(honoured))));
      speak(out, outbox, notes);
      out.close();
    } finally {
      leave(outbox);
    }
  }

  private void speak(OutputStream out, Outbox outbox, ListenNotes notes)
      throws IOException, InterruptedException {
    boolean last = false;
    while (!last) {
      Outbox.Batch batch = outbox.take();
      if (batch.changed().isEmpty() && !batch.last()) {
        out.write(SseFrames.COMMENT);
      }
      for (Topic topic : batch.changed()) {
        var note = notes.changed(topic);
        if (note.isPresent()) {
          out.write(SseFrames.message(Json.bytes(note.get())));
        }
      }
      last = batch.last();
    }
    out.write(SseFrames.message(Json.bytes(notes.closed(results).message())));
  }

  private void admit(Exchange exchange, Outbox outbox) {
    synchronized (lock) {
      if (open.size() >= Limits.LISTENS) {
        exchange.setHeader("Retry-After", "10");
        throw new RpcRefusal(
            503,
            JsonRpc.INTERNAL_ERROR,
            "This server has %d subscriptions open and takes no more; ask for changes instead, or"
                    .formatted(Limits.LISTENS)
                + " listen later.");
      }
      open.add(outbox);
      if (closed) {
        outbox.end();
      }
    }
  }

  private void leave(Outbox outbox) {
    synchronized (lock) {
      open.remove(outbox);
    }
  }

  /** How many are open. */
  int count() {
    synchronized (lock) {
      return open.size();
    }
  }

  /** Each says what it has to say, and that it ends. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      open.forEach(Outbox::end);
    }
  }
}
