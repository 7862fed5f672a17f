package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Snapshot;
import dev.axontask.engine.tail.Batch;
import dev.axontask.engine.tail.EventReader;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.tail.Opening;
import dev.axontask.server.http.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code GET /api/tasks/{id}/stream}: events as they come. A reader waits on a virtual thread of
 * its own and holds one batch at most; one that takes nothing is let go when the connection's idle
 * time is over, and comes back with the last id it has.
 */
final class TaskStream {
  private static final int BATCH_EVENTS = 256;
  private static final int BATCH_BYTES = 64 << 10;
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

  private final Engine engine;
  private final OpenStreams open;

  TaskStream(Engine engine, OpenStreams open) {
    this.engine = engine;
    this.open = open;
  }

  void serve(Exchange exchange) throws IOException, InterruptedException {
    TaskId task = Queries.task(exchange);
    Optional<String> lastEventId = exchange.header("Last-Event-ID").filter(id -> !id.isBlank());
    long since =
        lastEventId.isPresent()
            ? Queries.whole("Last-Event-ID", lastEventId.get().strip(), 0, Long.MAX_VALUE)
            : Queries.whole(exchange, "since_seq", 0, EventReader.LIVE_ONLY, Long.MAX_VALUE);
    try (EventStream stream = opened(exchange, task, since)) {
      send(exchange, stream, lastEventId.isPresent());
    }
  }

  /** The stream from a position on. */
  EventStream opened(Exchange exchange, TaskId task, long since) {
    return switch (engine.reader().open(exchange.caller(), task, since)) {
      case Opening.NoSuchTask none -> throw Queries.noSuchTask();
      case Opening.CursorBeyondEnd beyond -> throw Queries.beyondEnd(beyond.lastSeq());
      case Opening.Opened opened -> opened.stream();
    };
  }

  /**
   * Writes until the task has ended.
   *
   * @param again whether the reader was here before: then there is nothing to add after the end,
   *     and 204 makes browsers stop
   */
  void send(Exchange exchange, EventStream stream, boolean again)
      throws IOException, InterruptedException {
    Batch first = stream.next(BATCH_EVENTS, BATCH_BYTES, Duration.ZERO);
    if (again && first.done() && first.events().isEmpty() && first.trimmed() == null) {
      exchange.send(204);
      return;
    }
    open.add(stream);
    try {
      OutputStream out = exchange.stream("text/event-stream");
      out.write(SseFrames.OPENING);
      follow(stream, first, out);
      out.close();
    } finally {
      open.remove(stream);
    }
  }

  private void follow(EventStream stream, Batch first, OutputStream out)
      throws IOException, InterruptedException {
    Batch batch = first;
    boolean waited = false;
    while (true) {
      Snapshot trimmed = batch.trimmed();
      if (trimmed != null) {
        out.write(SseFrames.trimmed(trimmed));
      }
      if (!batch.events().isEmpty()) {
        out.write(SseFrames.events(batch));
      } else if (waited && !batch.done() && !open.draining()) {
        out.write(SseFrames.COMMENT);
      }
      if (batch.done()) {
        out.write(SseFrames.end(batch));
        return;
      }
      if (open.draining()) {
        out.write(SseFrames.paused(batch.nextSeq()));
        return;
      }
      batch = stream.next(BATCH_EVENTS, BATCH_BYTES, SIGN_OF_LIFE);
      waited = true;
    }
  }
}
