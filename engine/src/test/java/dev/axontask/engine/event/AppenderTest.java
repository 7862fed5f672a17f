package dev.axontask.engine.event;

import static dev.axontask.engine.log.LogBench.json;
import static dev.axontask.engine.log.LogBench.out;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.log.LogBench;
import dev.axontask.engine.tail.Batch;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AppenderTest {
  private static final LogBench BENCH = new LogBench();

  @AfterAll
  static void close() {
    BENCH.close();
  }

  static List<Event> readAll(EventStream stream) throws InterruptedException {
    List<Event> all = new ArrayList<>();
    Batch batch;
    do {
      batch = stream.next(500, 1_000_000, Duration.ofSeconds(30));
      all.addAll(batch.events());
    } while (!batch.done());
    return all;
  }

  @Test
  void aReaderSeesEveryEventOfATaskFromStartToEnd() throws Exception {
    TaskId task = BENCH.submitted();
    EventStream stream = BENCH.stream(task, 0);
    TaskLog log = BENCH.claimed(task);
    log.append(json(EventKind.STARTED, "{\"attempt\":1}"));
    assertThat(stream.next(10, 1000, Duration.ofSeconds(30)).events()).hasSize(1);
    for (int i = 0; i < 1000; i++) {
      log.append(out("line " + i + "\n", "offset:" + i));
    }
    log.finish(
        json(EventKind.SUCCEEDED, "{\"exit_code\":0}"), new Ending(0, null, null, "succeeded"));

    List<Event> events = readAll(stream);
    assertThat(events).extracting(Event::seq).first().isEqualTo(2L);
    assertThat(events).hasSize(1001);
    assertThat(events.getLast().kind()).isEqualTo("succeeded");
    Batch end = stream.next(1, 1, Duration.ZERO);
    assertThat(end.done()).isTrue();
    assertThat(end.state()).isEqualTo(TaskState.SUCCEEDED);
    Head head = BENCH.head(task);
    assertThat(head.lastSeq()).isEqualTo(1002);
    assertThat(head.lastHash()).isEqualTo(end.headHash());
    assertThat(head.closed()).isTrue();
    assertThat(head.resumePoint()).isEqualTo(new ResumePoint("offset:999"));
    assertThat(
            BENCH.query(
                "SELECT state, exit_code, bytes_streamed FROM tasks WHERE id = ?",
                row -> row.getString(1) + " " + row.getInt(2) + " " + row.getLong(3),
                task.value()))
        .containsExactly("succeeded 0 8890");
    assertThatThrownBy(() -> log.append(out("more"))).isInstanceOf(SinkClosedException.class);
  }
}
