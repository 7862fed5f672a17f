package dev.axontask.engine.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Snapshot;
import dev.axontask.engine.tail.Batch;
import dev.axontask.engine.tail.EventStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No reader passes over a gap without being told. */
class TrimmedReadingTest extends WithFinishedLogs {
  /**
   * A transcript: sequences, and {@code -N} where the reader is told that N is the last one gone.
   */
  private static List<Long> transcript(EventStream stream) throws InterruptedException {
    List<Long> told = new ArrayList<>();
    Batch batch;
    do {
      batch = stream.next(4, 1 << 20, Duration.ofSeconds(10));
      Snapshot trimmed = batch.trimmed();
      if (trimmed != null) {
        told.add(-trimmed.trimmedSeq());
      }
      told.addAll(batch.events().stream().map(Event::seq).toList());
    } while (!batch.done() && (!batch.events().isEmpty() || batch.trimmed() != null));
    assertThat(batch.done()).isTrue();
    return told;
  }

  @Test
  void aReaderFromTheStartIsToldOnceWhatIsGoneAndGoesOnBehindIt() throws Exception {
    TaskId task = logs.finished(10);
    var _ = logs.retention(7).runOnce();

    assertThat(transcript(bench.stream(task, 0))).containsExactly(-7L, 8L, 9L, 10L, 11L, 12L);
    assertThat(transcript(bench.stream(task, 7))).containsExactly(8L, 9L, 10L, 11L, 12L);
    assertThat(bench.stream(task, 7).knowsHash()).isTrue();
    assertThat(bench.stream(task, 6).knowsHash()).isFalse();
  }

  @Test
  void aReaderThatIsOvertakenIsToldToo() throws Exception {
    TaskId task = logs.finished(10);
    EventStream slow = bench.stream(task, 0);
    EventStream slower = bench.stream(task, 0);
    assertThat(slow.next(2, 1 << 20, Duration.ofSeconds(10)).nextSeq()).isEqualTo(2);
    assertThat(slower.next(3, 1 << 20, Duration.ofSeconds(10)).nextSeq()).isEqualTo(3);

    var _ = logs.retention(7).runOnce();
    assertThat(transcript(slow)).containsExactly(-7L, 8L, 9L, 10L, 11L, 12L);
    var _ = logs.retention(7).runOnce();
    assertThat(transcript(slower)).containsExactly(-12L);
  }

  @Test
  void ofALogThatIsGoneWholeTheEndIsToldWithItsHash() throws Exception {
    TaskId task = logs.finished(10);
    var _ = logs.retention(100).runOnce();

    Batch batch = bench.stream(task, 0).next(10, 1 << 20, Duration.ZERO);

    assertThat(batch.events()).isEmpty();
    assertThat(batch.done()).isTrue();
    assertThat(batch.nextSeq()).isEqualTo(12);
    assertThat(batch.headHash()).isEqualTo(bench.head(task).lastHash());
    assertThat(batch.trimmed()).isNotNull();
    assertThat(bench.stream(task, 12).next(10, 1 << 20, Duration.ZERO).trimmed()).isNull();
  }
}
