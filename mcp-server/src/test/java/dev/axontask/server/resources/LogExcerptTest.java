package dev.axontask.server.resources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.Dependencies;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.task.TaskKeys;
import dev.axontask.engine.task.TaskState;
import dev.axontask.server.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Which events are in the resource, and how it says what is not. */
class LogExcerptTest {
  private static final int BUDGET = 40_000;

  @Test
  void aShortLogIsThereWhole() {
    JsonNode json = excerpt(List.of(event(1, "started", "{}"), event(2, "stdout", "a\n")));
    assertThat(json.required("events")).hasSize(2);
    assertThat(json.required("earlier_events").asLong()).isZero();
    assertThat(json.required("next_seq").asLong()).isEqualTo(2);
    assertThat(json.required("done").asBoolean()).isFalse();
  }

  @Test
  void ofALongLogTheEndIsThereAndTheRestIsCounted() {
    List<Event> newest =
        LongStream.rangeClosed(801, 1000)
            .mapToObj(seq -> event(seq, "stdout", "\"x\"\n".repeat(100)))
            .toList();
    JsonNode json = excerpt(newest);
    int count = json.required("events").size();
    assertThat(count).isBetween(20, 199);
    assertThat(json.required("earlier_events").asLong()).isEqualTo(1000 - count);
    assertThat(json.required("events").get(0).required("seq").asLong()).isEqualTo(1001 - count);
    assertThat(json.required("events").get(count - 1).required("seq").asLong()).isEqualTo(1000);
  }

  @Test
  void aLastEventThatIsTooLargeIsCut() {
    JsonNode json = excerpt(List.of(event(7, "stdout", "\0".repeat(32 * 1024))));
    JsonNode event = json.required("events").get(0);
    assertThat(event.required("payload").required("text").asString().length())
        .isEqualTo(32 * 1024 - event.required("cut_bytes").asInt());
  }

  @Test
  void anEmptyLogHasNothingYet() {
    JsonNode json = excerpt(List.of());
    assertThat(json.required("events")).isEmpty();
    assertThat(json.required("next_seq").asLong()).isZero();
  }

  @Test
  void nothingFollowsATerminalEvent() {
    assertThat(excerpt(List.of(event(3, "succeeded", "{}"))).required("done").asBoolean()).isTrue();
  }

  private static JsonNode excerpt(List<Event> newest) {
    String text = Json.text(LogExcerpt.json(task(), newest));
    assertThat(Json.text(text).length()).isLessThan(BUDGET - 500);
    return Json.tree(text.getBytes(UTF_8));
  }

  private static Event event(long seq, String kind, String payload) {
    byte[] bytes = payload.getBytes(UTF_8);
    byte[] hash = new byte[32];
    return new Event(seq, 1, 1_000_000L, kind, bytes, bytes.length, new byte[16], hash, hash, hash);
  }

  private static Task task() {
    return new Task(
        new TaskId(UUID.fromString("01a1fbc7-9a67-7000-895d-73b75c8c12b5")),
        TenantId.LOCAL,
        null,
        null,
        "mock",
        "{}",
        new byte[32],
        "{}",
        List.of(),
        TaskState.RUNNING,
        5,
        Duration.ofHours(1),
        1,
        Instant.EPOCH,
        null,
        Instant.EPOCH,
        null,
        null,
        null,
        null,
        null,
        0,
        null,
        Instant.EPOCH,
        0,
        new byte[32],
        RetryPolicy.ONCE,
        TaskClocks.NONE,
        null,
        Dependencies.NONE,
        TaskKeys.NONE,
        null,
        null);
  }
}
