package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.journey.Await;
import dev.axontask.server.running.Http;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a request says before it answers (transports/streamable-http, receiving messages). */
@Timeout(60)
class StreamIT {
  private static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";
  private final ModernServer server = ModernServer.start();
  private final Http http = server.http();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whoAsksForNothingGetsOneJsonObject() throws Exception {
    Http.Answer answer = Ask.call("work").send(http);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.json().at("/result/content/0/text").asString()).isEqualTo("worked");
  }

  /** basic/patterns/progress: the token comes back, and the value rises. */
  @Test
  void progressIsToldToWhoGaveAToken() throws Exception {
    for (Object token : List.of("abc", 7)) {
      try (Events events = Events.of(Ask.call("work").meta("progressToken", token), http)) {
        assertThat(events.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(events.header("X-Accel-Buffering")).isEqualTo("no");
        List<JsonNode> all = events.rest();
        assertThat(all).hasSize(3);
        assertThat(all.getFirst().at("/method").asString()).isEqualTo("notifications/progress");
        assertThat(all.getFirst().at("/params/progressToken").asString())
            .isEqualTo(token.toString());
        assertThat(all.getFirst().at("/params/progress").asDouble()).isEqualTo(1);
        assertThat(all.get(1).at("/params/progress").asDouble()).isEqualTo(2);
        assertThat(all.getLast().at("/result/resultType").asString()).isEqualTo("complete");
        assertThat(all.getLast().at("/id").asInt()).isEqualTo(1);
      }
    }
  }

  /** server/utilities/logging: at or above the level of this request, and never without one. */
  @ParameterizedTest
  @CsvSource({"debug, 8", "warning, 5", "emergency, 1"})
  void logsAreSentAtTheLevelThatWasAskedFor(String level, int count) throws Exception {
    try (Events events = Events.of(Ask.call("work").meta(LOG_LEVEL, level), http)) {
      List<JsonNode> all = events.rest();
      assertThat(all).hasSize(count + 1);
      assertThat(all.getFirst().at("/method").asString()).isEqualTo("notifications/message");
      assertThat(all.getFirst().at("/params/level").asString()).isEqualTo(level);
      assertThat(all.getFirst().at("/params/data/severity").asString()).isEqualTo(level);
    }
  }

  /** Cancellation: closing the stream cancels the request. */
  @Test
  void aClosedStreamStopsTheCall() throws Exception {
    try (Events events = Events.of(Ask.call("wait").meta("progressToken", 1), http)) {
      assertThat(events.next().at("/params/progress").asInt()).isEqualTo(1);
      assertThat(server.era.running()).isEqualTo(1);
    }
    Await.until(
        "the call has noticed",
        Duration.ofSeconds(40),
        () -> {
          server.shelf.tools.tick();
          return server.era.running() == 0 && server.shelf.tools.waiting.isEmpty();
        });
  }

  /** What began goes on: a task is not the request that started it. */
  @Test
  void aClosedStreamLeavesTasksAlone() throws Exception {
    String task = server.shelf.tasks.start();
    try (Events events = Events.of(listen(task), http)) {
      assertThat(events.next().at("/method").asString()).endsWith("acknowledged");
    }
    JsonNode after = Ask.task("tasks/get", task).send(http).json();
    assertThat(after.at("/result/status").asString()).isEqualTo("working");
  }

  private static Ask listen(String task) {
    return Ask.of("subscriptions/listen")
        .able(Ask.TASKS)
        .with("notifications", Map.of("taskIds", List.of(task)));
  }

  @Test
  void atTheServersEndWaitingCallsAnswer() throws Exception {
    try (Events events = Events.of(Ask.call("wait").meta("progressToken", 1), http)) {
      assertThat(events.next().at("/params/progress").asInt()).isEqualTo(1);
      server.era.close();
      JsonNode last = events.rest().getLast();
      assertThat(last.at("/result/content/0/text").asString()).isEqualTo("stopped");
    }
  }
}
