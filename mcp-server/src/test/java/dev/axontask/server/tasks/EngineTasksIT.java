package dev.axontask.server.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.task.TaskState;
import dev.axontask.server.catalog.Changes;
import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.DurableTasks;
import dev.axontask.server.catalog.InputCheck;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.tools.StreamUrls;
import dev.axontask.server.tools.TaskTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine's tasks as clients of the Tasks extension see them. */
@Timeout(120)
class EngineTasksIT {
  @TempDir static Path folder;
  private static TasksBench bench;

  @BeforeAll
  static void open() {
    bench = new TasksBench(folder);
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  private static Map<String, @Nullable Object> script(Object... steps) {
    return Map.of("events", List.of(steps));
  }

  private static ToolResult result(DurableTasks.View view) {
    return Objects.requireNonNull(view.result());
  }

  private static Map<String, @Nullable Object> structured(DurableTasks.View view) {
    return Objects.requireNonNull(result(view).structured());
  }

  private static String text(DurableTasks.View view) {
    return ((Content.Text) result(view).content().getFirst()).text();
  }

  @Test
  void eachStateOfATaskHasAStatus() {
    Map<TaskState, String> words = new EnumMap<>(TaskState.class);
    for (TaskState state : TaskState.values()) {
      words.put(state, EngineTasks.status(state).word());
    }
    assertThat(words)
        .containsEntry(TaskState.SCHEDULED, "working")
        .containsEntry(TaskState.PENDING, "working")
        .containsEntry(TaskState.RUNNING, "working")
        .containsEntry(TaskState.INPUT_REQUIRED, "input_required")
        .containsEntry(TaskState.CANCELED, "cancelled")
        .doesNotContainValue("failed");
    for (TaskState ended :
        List.of(
            TaskState.SUCCEEDED,
            TaskState.FAILED,
            TaskState.TIMED_OUT,
            TaskState.LOST,
            TaskState.DEAD_LETTER)) {
      assertThat(words).containsEntry(ended, "completed");
    }
  }

  @Test
  void aRunningTaskTellsHowFarItIs() throws Exception {
    Path go = Files.createTempDirectory(folder, "go").resolve("on");
    String id =
        bench.start(
            script(Map.of("progress", 0.4, "message", "building", "wait_for", go.toString())));
    DurableTasks.View view =
        bench.await(id, v -> Objects.requireNonNull(v.message()).contains("building"));
    assertThat(view.id()).isEqualTo(id);
    assertThat(view.status()).isEqualTo(DurableTasks.Status.WORKING);
    assertThat(view.message()).isEqualTo("running: 40 % building");
    assertThat(view.pollInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(view.updatedAt()).isAfter(view.createdAt());
    assertThat(view.ttl()).isNull();
    assertThat(view.result()).isNull();
    EngineTasks later =
        new EngineTasks(
            bench.engine,
            new StreamUrls("http://127.0.0.1:8080"),
            Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)));
    assertThat(later.find(TasksBench.CALLER, id).orElseThrow().pollInterval())
        .isEqualTo(Duration.ofSeconds(5));
    Files.writeString(go, "");
    assertThat(bench.ended(id).status()).isEqualTo(DurableTasks.Status.COMPLETED);
  }

  @Test
  void aSuccessIsTheResultOfItsCall() {
    String id = bench.start(script(Map.of("stdout", "line {i}\n", "repeat", 1000)));
    DurableTasks.View view = bench.ended(id);
    assertThat(view.status()).isEqualTo(DurableTasks.Status.COMPLETED);
    assertThat(view.message()).isEqualTo("succeeded, exit code 0");
    assertThat(view.error()).isNull();
    assertThat(result(view).error()).isFalse();
    assertThat(structured(view))
        .containsEntry("task_id", id)
        .containsEntry("state", "succeeded")
        .containsEntry("exit_code", 0)
        .containsEntry("next_seq", 1002L);
    String tail = String.valueOf(structured(view).get("tail"));
    assertThat(tail.lines()).allMatch(line -> line.matches("line \\d+"));
    assertThat(tail).endsWith("line 999\nline 1000\n").hasSizeBetween(3_900, 4_000);
    assertThat(text(view))
        .contains("succeeded, exit code 0", "line 1000\n[next_seq 1002", "since_seq: 0");
    assertThat(result(view).content().get(1).json())
        .containsEntry("type", "resource_link")
        .containsEntry("uri", "axontask://tasks/" + id + "/receipt");
  }

  @Test
  void theResultMatchesTheOutputSchemaOfStartTask() {
    Tool start =
        TaskTools.over(bench.engine, new StreamUrls("http://127.0.0.1:8080")).stream()
            .filter(tool -> tool.name().equals("start_task"))
            .findFirst()
            .orElseThrow();
    InputCheck check = new InputCheck(Objects.requireNonNull(start.output()));
    for (Map<String, @Nullable Object> script :
        List.<Map<String, @Nullable Object>>of(
            script(Map.of("stdout", "x")),
            Map.of("exit_code", 3),
            Map.of("signal", 9),
            Map.of("crash", "unknown"))) {
      assertThat(check.problems(structured(bench.ended(bench.start(script))))).isEmpty();
    }
  }

  @Test
  void aFailureIsCompletedWithAnError() {
    DurableTasks.View failed =
        bench.ended(
            bench.start(Map.of("events", List.of(Map.of("stderr", "no luck\n")), "exit_code", 3)));
    assertThat(failed.status()).isEqualTo(DurableTasks.Status.COMPLETED);
    assertThat(result(failed).error()).isTrue();
    assertThat(structured(failed)).containsEntry("state", "failed").containsEntry("exit_code", 3);
    assertThat(text(failed)).contains("failed, exit code 3", "no luck");

    DurableTasks.View lost = bench.ended(bench.start(Map.of("crash", "unknown")));
    assertThat(lost.status()).isEqualTo(DurableTasks.Status.COMPLETED);
    assertThat(result(lost).error()).isTrue();
    assertThat(text(lost)).contains("lost", "outcome_unknown", "It wrote no output.");
  }

  @Test
  void whatIsNotTextIsShownAndNotSent() {
    String id = bench.start(script(Map.of("stdout", "a\u001b[31mb\u202ec\n")));
    assertThat(structured(bench.ended(id))).containsEntry("tail", "a\\x1b[31mb\\u{202e}c\n");
  }

  @Test
  void anEndWithoutALineIsCutAtACharacter() {
    byte[] euros = "\u20ac".repeat(2000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] cut = java.util.Arrays.copyOfRange(euros, euros.length - 4_000, euros.length);
    assertThat(FinalResult.lastLines(cut, euros.length)).isEqualTo("\u20ac".repeat(1333));
    assertThat(FinalResult.lastLines(euros, euros.length)).isEqualTo("\u20ac".repeat(2000));
  }

  @Test
  void aCancelEndsATaskAndCanBeRepeated() {
    String id = bench.start(script(Map.of("wait_ms", 3_600_000)));
    assertThat(bench.tasks.cancel(TasksBench.CALLER, id)).isTrue();
    DurableTasks.View view = bench.ended(id);
    assertThat(view.status()).isEqualTo(DurableTasks.Status.CANCELLED);
    assertThat(view.result()).isNull();
    assertThat(bench.tasks.cancel(TasksBench.CALLER, id)).isTrue();
  }

  @Test
  void anotherTenantHasNoSuchTask() {
    String id = bench.start(script(Map.of("wait_ms", 3_600_000)));
    Caller stranger = new Caller(new TenantId(UUID.randomUUID()), "key:other");
    for (String unknown : List.of(id, UUID.randomUUID().toString(), "no id", "")) {
      assertThat(bench.tasks.find(stranger, unknown)).isEmpty();
      assertThat(bench.tasks.cancel(stranger, unknown)).isFalse();
      assertThat(bench.tasks.update(stranger, unknown, Map.of()))
          .isEqualTo(new DurableTasks.Update.NoSuchTask());
      assertThat(changes().watch(stranger, new Changes.Topic.Task(unknown), () -> {})).isEmpty();
    }
    assertThat(bench.view(id).status()).isEqualTo(DurableTasks.Status.WORKING);
    bench.tasks.cancel(TasksBench.CALLER, id);
  }

  private TaskChanges changes() {
    return new TaskChanges(bench.engine.reader());
  }

  @Test
  void whoeverWatchesHearsOfTheEnd() throws Exception {
    String id = bench.start(script(Map.of("wait_ms", 3_600_000)));
    CountDownLatch ended = new CountDownLatch(1);
    Runnable look =
        () -> {
          if (bench.view(id).status() == DurableTasks.Status.CANCELLED) {
            ended.countDown();
          }
        };
    try (Changes.Watch _ =
        changes().watch(TasksBench.CALLER, new Changes.Topic.Task(id), look).orElseThrow()) {
      bench.tasks.cancel(TasksBench.CALLER, id);
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }
}
