package dev.axontask.server.rest;

import dev.axontask.engine.tail.EventStream;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/tasks/{id}/resume}: going on from a position, with proof that the log up to
 * there is the one that was read before. Answers as the stream does, or with a page, by {@code
 * Accept}.
 */
final class Resuming {
  private static final int PAGE = 500;

  private final TaskStream streams;
  private final EventPages pages;

  Resuming(TaskStream streams, EventPages pages) {
    this.streams = streams;
    this.pages = pages;
  }

  void serve(Exchange exchange) throws IOException, InterruptedException {
    Map<String, @Nullable Object> body = exchange.jsonBody();
    Queries.only(body, "last_seq", "last_hash");
    Object lastSeq = body.get("last_seq");
    long since =
        lastSeq == null ? 0 : Queries.whole("last_seq", lastSeq.toString(), 0, Long.MAX_VALUE);
    Object lastHash = body.get("last_hash");
    if (lastHash != null && !(lastHash instanceof String)) {
      throw Queries.wrong("last_hash", "must be 64 hexadecimal digits");
    }
    try (EventStream stream = streams.opened(exchange, Queries.task(exchange), since)) {
      String ours = HexFormat.of().formatHex(stream.cursorHash());
      if (stream.knowsHash()
          && lastHash instanceof String theirs
          && !theirs.toLowerCase(Locale.ROOT).equals(ours)) {
        exchange.refuse(mismatch(since, ours));
      } else if (exchange.headerList("Accept").contains("text/event-stream")) {
        streams.send(exchange, stream, false);
      } else {
        exchange.sendJson(200, pages.page(stream, PAGE));
      }
    }
  }

  private static Problem mismatch(long seq, String ours) {
    return Problem.of(
        ProblemCode.CHAIN_MISMATCH,
        "At seq %d this log's hash is %s, not the one you have: you read another task, or a log that was changed. Read it again from since_seq=0."
            .formatted(seq, ours));
  }
}
