package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.wait.LinePattern;
import dev.axontask.engine.wait.WaitFor;
import dev.axontask.engine.wait.Waits;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.tools.WaitTask;
import dev.axontask.server.view.WaitJson;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/tasks/{id}/wait}: what the tool {@code wait_task} does. */
final class TaskWait {
  private final Engine engine;
  private final OpenStreams open;

  TaskWait(Engine engine, OpenStreams open) {
    this.engine = engine;
    this.open = open;
  }

  void serve(Exchange exchange) throws IOException, InterruptedException {
    TaskId task = Queries.task(exchange);
    long since = Queries.whole(exchange, "since_seq", 0, 0, Long.MAX_VALUE);
    Listed waiter = new Listed(open);
    try {
      switch (engine.waits().await(exchange.caller(), task, since, what(exchange), waiter)) {
        case Waits.Answer.NoSuchTask none -> throw Queries.noSuchTask();
        case Waits.Answer.CursorBeyondEnd beyond -> throw Queries.beyondEnd(beyond.lastSeq());
        case Waits.Answer.Over over -> exchange.sendJson(200, WaitJson.of(over.end()));
      }
    } finally {
      waiter.unlist();
    }
  }

  private static WaitFor what(Exchange exchange) {
    LinePattern pattern = exchange.query("pattern").map(TaskWait::pattern).orElse(null);
    Optional<Duration> silence =
        exchange
            .query("silence_s")
            .map(text -> Queries.whole("silence_s", text, 1, WaitTask.MOST_SILENCE_S))
            .map(Duration::ofSeconds);
    long wait = Queries.whole(exchange, "wait_s", WaitTask.MOST_WAIT_S, 0, WaitTask.MOST_WAIT_S);
    return new WaitFor(pattern, silence.orElse(null), Duration.ofSeconds(wait));
  }

  private static LinePattern pattern(String text) {
    return switch (LinePattern.parse(text)) {
      case LinePattern.Parsed.Refused refused -> throw Queries.wrong("pattern", refused.problem());
      case LinePattern.Parsed.Usable usable -> usable.pattern();
    };
  }

  /** A waiter among the readers of streams: it is sent home when the server stops. */
  private static final class Listed implements Waits.Waiter {
    private final OpenStreams open;
    private @Nullable EventStream stream;

    Listed(OpenStreams open) {
      this.open = open;
    }

    @Override
    public void opened(EventStream opened) {
      stream = opened;
      open.add(opened);
    }

    @Override
    public boolean stopping() {
      return open.draining();
    }

    @Override
    public void waiting(TaskState state, long nextSeq) {}

    void unlist() {
      if (stream != null) {
        open.remove(stream);
      }
    }
  }
}
