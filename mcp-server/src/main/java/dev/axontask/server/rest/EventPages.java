package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventJson;
import dev.axontask.engine.event.Snapshot;
import dev.axontask.engine.event.SnapshotJson;
import dev.axontask.engine.tail.Batch;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.server.http.Exchange;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/tasks/{id}/events}: a page of the log, or all of it as NDJSON. */
final class EventPages {
  private static final int USUAL = 500;
  private static final int MOST = 5_000;
  private static final int MOST_BYTES = 1 << 20;

  private final Engine engine;
  private final TaskStream streams;

  EventPages(Engine engine, TaskStream streams) {
    this.engine = engine;
    this.streams = streams;
  }

  void serve(Exchange exchange) throws IOException, InterruptedException {
    TaskId task = Queries.task(exchange);
    if (exchange.headerList("Accept").contains("application/x-ndjson")) {
      export(exchange, task);
      return;
    }
    long since = Queries.whole(exchange, "since_seq", 0, 0, Long.MAX_VALUE);
    int limit = (int) Queries.whole(exchange, "limit", USUAL, 1, MOST);
    try (EventStream stream = streams.opened(exchange, task, since)) {
      exchange.sendJson(200, page(stream, limit));
    }
  }

  /** What is there now, up to the limit. */
  Map<String, @Nullable Object> page(EventStream stream, int limit) throws InterruptedException {
    List<Map<String, @Nullable Object>> events = new ArrayList<>();
    long bytes = 0;
    Batch batch;
    Snapshot trimmed = null;
    do {
      batch = stream.next(limit - events.size(), (int) (MOST_BYTES - bytes), Duration.ZERO);
      trimmed = batch.trimmed() == null ? trimmed : batch.trimmed();
      for (Event event : batch.events()) {
        events.add(json(event));
        bytes += event.payloadLength();
      }
    } while ((!batch.events().isEmpty() || batch.trimmed() != null)
        && !batch.done()
        && events.size() < limit
        && bytes < MOST_BYTES);
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    if (trimmed != null) {
      page.put("trimmed", SnapshotJson.map(trimmed));
    }
    page.put("events", events);
    page.put("next_seq", batch.nextSeq());
    page.put("head_hash", HexFormat.of().formatHex(batch.headHash()));
    page.put("has_more", !batch.events().isEmpty() && !batch.done());
    page.put("done", batch.done());
    page.put("state", batch.state().word());
    return page;
  }

  private static Map<String, @Nullable Object> json(Event event) {
    Map<String, @Nullable Object> json = EventJson.map(event);
    json.put("hash", HexFormat.of().formatHex(event.hash()));
    return json;
  }

  private void export(Exchange exchange, TaskId task) throws IOException {
    try (OutputStream out = new BufferedOutputStream(new AtFirstByte(exchange), BATCH)) {
      if (!engine.export().write(exchange.caller(), task, out)) {
        throw Queries.noSuchTask();
      }
    }
  }

  private static final int BATCH = 32 << 10;

  /**
   * Begins the answer when there is something to say, so that a missing task can still be a 404.
   */
  private static final class AtFirstByte extends OutputStream {
    private final Exchange exchange;
    private @Nullable OutputStream out;

    AtFirstByte(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (out == null) {
        out = exchange.stream("application/x-ndjson");
      }
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      if (out != null) {
        out.close();
      }
    }
  }
}
