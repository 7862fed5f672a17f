package dev.axontask.server.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.receipt.ReceiptResult;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.catalog.Changes;
import dev.axontask.server.catalog.DurableTasks;
import dev.axontask.server.catalog.DurableTasks.Status;
import dev.axontask.server.catalog.DurableTasks.Update;
import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that ask, as clients of the Tasks extension see and answer them. */
@Timeout(120)
class AskingTasksIT {
  private static final Path VERIFIER = Path.of("src/main/resources/web/verify.mjs");
  private static final Path RUN = Path.of("../engine/src/test/resources/verify/run.mjs");

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

  private static Map<String, @Nullable Object> asks(String... keys) {
    Map<String, Object> schema =
        Map.of(
            "type",
            "object",
            "properties",
            Map.of("name", Map.of("type", "string", "minLength", 2)),
            "required",
            List.of("name"));
    List<Object> steps = new ArrayList<>();
    for (String key : keys) {
      steps.add(Map.of("ask", Map.of("key", key, "message", "Who?", "schema", schema)));
    }
    return Map.of("events", steps);
  }

  private static Map<String, @Nullable Object> named(String name) {
    return Map.of("action", "accept", "content", Map.of("name", name));
  }

  private static DurableTasks.View question(String id, String key) {
    return bench.await(id, view -> view.inputRequests().containsKey(key));
  }

  private static Update update(String id, Map<String, ?> responses) {
    return bench.tasks.update(TasksBench.CALLER, id, responses);
  }

  @Test
  void aTaskThatAsksIsAnsweredEndsAndItsChainVerifies() throws Exception {
    String id = bench.start(asks("first", "second"));
    DurableTasks.View view = question(id, "first");
    assertThat(view.status()).isEqualTo(Status.INPUT_REQUIRED);
    assertThat(view.message()).isEqualTo("input_required");
    InputRequest request = Objects.requireNonNull(view.inputRequests().get("first"));
    assertThat(request.method()).isEqualTo(InputRequest.Method.ELICITATION);
    assertThat(request.params())
        .containsEntry("message", "Who?")
        .containsEntry("mode", "form")
        .containsKey("requestedSchema");

    assertThat(update(id, Map.of("first", named("Ada")))).isEqualTo(new Update.Taken());
    assertThat(question(id, "second").inputRequests()).containsOnlyKeys("second");
    assertThat(update(id, Map.of("first", named("Eve"), "second", Map.of("action", "decline"))))
        .isEqualTo(new Update.Taken());

    DurableTasks.View ended = bench.ended(id);
    assertThat(ended.status()).isEqualTo(Status.COMPLETED);
    assertThat(ended.inputRequests()).isEmpty();
    assertThat(Objects.requireNonNull(Objects.requireNonNull(ended.result()).structured()))
        .containsEntry("state", "succeeded")
        .containsEntry("tail", "first accept\nname=Ada\nsecond decline\n");
    assertThat(javaScriptSays(id)).isEqualTo(0);
  }

  /** The exit code of the verifier in JavaScript for the task's export and receipt. */
  private static int javaScriptSays(String id) throws IOException, InterruptedException {
    TaskId task = TaskId.parse(id).orElseThrow();
    ByteArrayOutputStream events = new ByteArrayOutputStream();
    bench.engine.export().write(TasksBench.CALLER, task, events);
    ReceiptResult.Receipt receipt =
        (ReceiptResult.Receipt) bench.engine.receipts().receipt(TasksBench.CALLER, task);
    Map<String, Object> given = new HashMap<>();
    given.put("events", events.toString(UTF_8));
    given.put("receipt", receipt.jws());
    given.put("keys", Json.text(bench.engine.signingKeys().jwks()));
    Path cases = folder.resolve("cases.json");
    Files.writeString(cases, Json.text(List.of(given)));
    Process node;
    try {
      node =
          new ProcessBuilder(
                  "node", "--no-warnings", RUN.toString(), VERIFIER.toString(), cases.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException noNode) {
      assumeTrue(false, "the verifier in JavaScript needs node on the PATH");
      throw noNode;
    }
    byte[] said = node.getInputStream().readAllBytes();
    assertThat(node.waitFor()).isZero();
    return Json.tree(said).get(0).path("exit").intValue();
  }

  @Test
  void answersThatAreNotWhatWasAskedForAreRefusedTogether() {
    String id = bench.start(asks("who"));
    question(id, "who");
    assertThat(problems(id, "Ada")).containsExactly("inputResponses.who");
    assertThat(problems(id, Map.of("action", "perhaps")))
        .containsExactly("inputResponses.who.action");
    assertThat(problems(id, Map.of("action", "accept")))
        .containsExactly("inputResponses.who.content");
    assertThat(problems(id, named("x"))).containsExactly("inputResponses.who.content.name");
    assertThat(problems(id, Map.of("action", "accept", "content", Map.of())))
        .containsExactly("inputResponses.who.content.name");
    assertThat(bench.view(id).inputRequests()).containsOnlyKeys("who");

    assertThat(update(id, Map.of("nobody asked", "this"))).isEqualTo(new Update.Taken());
    assertThat(bench.view(id).status()).isEqualTo(Status.INPUT_REQUIRED);
    assertThat(update(id, Map.of("who", Map.of("action", "cancel")))).isEqualTo(new Update.Taken());
    assertThat(bench.ended(id).status()).isEqualTo(Status.COMPLETED);
    assertThat(update(id, Map.of("who", named("late")))).isEqualTo(new Update.Taken());
  }

  private static List<String> problems(String id, Object response) {
    return switch (update(id, Map.of("who", response))) {
      case Update.Invalid(List<FieldProblem> problems) ->
          problems.stream().map(FieldProblem::field).toList();
      case Update other -> throw new AssertionError("taken: " + other);
    };
  }

  @Test
  void aFormThatIsNoneIsLeftToTheWork() {
    for (Map<String, Object> schema :
        List.<Map<String, Object>>of(
            Map.of("type", "object", "$ref", "http://127.0.0.1:9/schema.json"),
            Map.of("type", 5),
            Map.of("type", "object", "properties", Map.of("name", Map.of("pattern", "("))))) {
      Map<String, Object> ask = Map.of("key", "who", "message", "Who?", "schema", schema);
      String id = bench.start(Map.of("events", List.of(Map.of("ask", ask))));
      question(id, "who");
      assertThat(update(id, Map.of("who", named("Ada")))).isEqualTo(new Update.Taken());
      assertThat(bench.ended(id).status()).isEqualTo(Status.COMPLETED);
    }
  }

  @Test
  void whoeverWatchesHearsOfAQuestionAndOfItsAnswer() throws Exception {
    Path go = folder.resolve("go");
    List<Object> steps = new ArrayList<>();
    steps.add(Map.of("wait_for", go.toString()));
    steps.add(Map.of("ask", Map.of("key", "who", "message", "Who?")));
    steps.add(Map.of("wait_ms", 3_600_000));
    String id = bench.start(Map.of("events", steps));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    Runnable look =
        () -> {
          Status status = bench.view(id).status();
          if (status == Status.INPUT_REQUIRED) {
            asked.countDown();
          } else if (asked.getCount() == 0) {
            answered.countDown();
          }
        };
    try (Changes.Watch _ =
        new TaskChanges(bench.engine.reader())
            .watch(TasksBench.CALLER, new Changes.Topic.Task(id), look)
            .orElseThrow()) {
      Files.writeString(go, "");
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      update(id, Map.of("who", Map.of("action", "decline")));
      assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
    }
    bench.tasks.cancel(TasksBench.CALLER, id);
  }
}
