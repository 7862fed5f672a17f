package dev.axontask.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SseReaderTest {
  private static List<String> read(String stream) throws IOException {
    return read(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> read(InputStream stream) throws IOException {
    SseReader reader = new SseReader(stream, 1_000, null);
    List<String> events = new ArrayList<>();
    for (SseEvent event = reader.next(); event != null; event = reader.next()) {
      if (!event.comment()) {
        events.add(new String(event.data(), StandardCharsets.UTF_8) + "|" + event.id());
      }
    }
    return events;
  }

  @Test
  void linesEndInAnyOfTheThreeWays() throws IOException {
    assertThat(read("data: a\n\ndata: b\r\rdata: c\r\n\r\n"))
        .containsExactly("a|null", "b|null", "c|null");
  }

  @Test
  void dataOverSeveralLinesIsJoined() throws IOException {
    assertThat(read("data: a\ndata:b\ndata\ndata:  c\n\n")).containsExactly("a\nb\n\n c|null");
  }

  @Test
  void idsLastUntilAnotherComesAndCountOnlyWithTheirEvent() throws IOException {
    assertThat(read("id: 1\ndata: a\n\ndata: b\n\nid: 2\n\nid: 3\ndata: cut off"))
        .containsExactly("a|1", "b|1", "|2");
    assertThat(read("id: 1\ndata: a\n\nid: x\0y\ndata: b\n\nid\ndata: c\n\n"))
        .containsExactly("a|1", "b|1", "c|null");
  }

  @Test
  void anIdThatNoHeaderCanCarryIsIgnored() throws IOException {
    assertThat(read("id: 1\ndata: a\n\nid: x\u0001\ndata: b\n\nid: \u007f\ndata: c\n\nid: é\n\n"))
        .containsExactly("a|1", "b|1", "c|1", "|é");
  }

  @Test
  void commentsOtherFieldsAndAByteOrderMarkAreNoData() throws IOException {
    assertThat(read("\uFEFFdata: a\n: comment\nevent: message\nfoo: bar\n\n:\n\n\n"))
        .containsExactly("a|null");
  }

  @Test
  void retryIsMilliseconds() throws IOException {
    SseReader reader =
        new SseReader(
            new ByteArrayInputStream(
                "retry: 1500\n\nretry: soon\ndata:\n\n".getBytes(StandardCharsets.UTF_8)),
            100,
            "from");
    SseEvent first = Objects.requireNonNull(reader.next());
    assertThat(first.retry()).isEqualTo(Duration.ofMillis(1500));
    assertThat(first.id()).isEqualTo("from");
    SseEvent second = Objects.requireNonNull(reader.next());
    assertThat(second.retry()).isNull();
    assertThat(reader.next()).isNull();
  }

  @Test
  void anEventBeyondTheLimitIsRefused() {
    assertThatThrownBy(() -> read("data: " + "x".repeat(2_000))).isInstanceOf(TooLarge.class);
    assertThatThrownBy(() -> read(("data: " + "x".repeat(600) + "\n").repeat(2) + "\n"))
        .isInstanceOf(TooLarge.class);
  }

  @Test
  void theWayInWhichTheBytesArriveMakesNoDifference() throws IOException {
    String stream = "id: 1\r\ndata: é🦊\r\n\r\n: c\rdata: b\rdata: c\r\r\ndata: d\n\n";
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    List<String> whole = read(stream);
    for (long seed = 0; seed < 200; seed++) {
      assertThat(read(trickling(bytes, new Random(seed)))).as("seed %d", seed).isEqualTo(whole);
    }
  }

  private static InputStream trickling(byte[] bytes, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, 1 + random.nextInt(3)));
      }
    };
  }
}
