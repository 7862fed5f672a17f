package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The extension io.modelcontextprotocol/tasks (ext-tasks, specification/draft/tasks). */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TasksExtensionIT {
  private static final int INVALID_PARAMS = -32602;
  private final ModernServer server = ModernServer.start();
  private final Http http = server.http();
  private final Errands tasks = server.shelf.tasks;

  @AfterAll
  void stop() {
    server.close();
  }

  /** Task creation: CreateTaskResult for who declares the extension, a plain result for others. */
  @Test
  void aCallThatStartsATaskAnswersWithItToThoseWhoKnowTasks() throws Exception {
    JsonNode created = result(Ask.call("start").able(Ask.TASKS));
    assertThat(created.at("/resultType").asString()).isEqualTo("task");
    assertThat(created.at("/status").asString()).isEqualTo("working");
    assertThat(created.at("/createdAt").asString()).isEqualTo("2026-08-01T00:00:00Z");
    assertThat(created.required("ttlMs").isNull()).isTrue();
    assertThat(created.at("/pollIntervalMs").asInt()).isEqualTo(2_000);
    assertThat(created.has("content")).isFalse();
    assertThat(created.has("requestState")).isFalse();
    JsonNode got = result(Ask.task("tasks/get", created.at("/taskId").asString()));
    assertThat(got.at("/taskId")).isEqualTo(created.at("/taskId"));

    JsonNode plain = result(Ask.call("start"));
    assertThat(plain.at("/resultType").asString()).isEqualTo("complete");
    assertThat(plain.at("/content/0/text").asString()).isEqualTo("started");
    assertThat(plain.has("taskId")).isFalse();
  }

  /** Task polling, response: each status with what belongs to it. */
  @Test
  void aTaskIsShownWithWhatItsStatusHas() throws Exception {
    String task = tasks.start();
    JsonNode working = result(Ask.task("tasks/get", task));
    assertThat(working.at("/resultType").asString()).isEqualTo("complete");
    assertThat(working.has("result")).isFalse();
    tasks.ask(task);
    JsonNode asking = result(Ask.task("tasks/get", task));
    assertThat(asking.at("/status").asString()).isEqualTo("input_required");
    assertThat(asking.at("/inputRequests/way/method").asString()).isEqualTo("elicitation/create");
    tasks.complete(task, "too far");
    JsonNode done = result(Ask.task("tasks/get", task));
    assertThat(done.at("/status").asString()).isEqualTo("completed");
    assertThat(done.at("/result/isError").asBoolean()).isTrue();
    assertThat(done.at("/result/content/0/text").asString()).isEqualTo("too far");
    tasks.fail(task);
    JsonNode failed = result(Ask.task("tasks/get", task));
    assertThat(failed.at("/status").asString()).isEqualTo("failed");
    assertThat(failed.at("/error/code").asInt()).isEqualTo(-32603);
  }

  /** Task update requests: an empty acknowledgement; keys that nobody asked for are ignored. */
  @Test
  void answersDriveATaskOn() throws Exception {
    String task = tasks.start();
    tasks.ask(task);
    Ask update = Ask.task("tasks/update", task);
    JsonNode ignored =
        result(update.with("inputResponses", Map.of("unknown", Map.of("ignored", true))));
    assertThat(ignored.propertyNames()).containsExactlyInAnyOrder("resultType", "_meta");
    Http.Answer wrong = update.with("inputResponses", Map.of("way", Map.of())).send(http);
    Assert.error(wrong, 200, INVALID_PARAMS, 1);
    assertThat(wrong.raw().body()).contains("way.action");
    var _ = result(update.with("inputResponses", Map.of("way", Map.of("action", "accept"))));
    assertThat(result(Ask.task("tasks/get", task)).at("/result/content/0/text").asString())
        .isEqualTo("went accept");
  }

  /** Task cancellation: an empty acknowledgement. */
  @Test
  void aTaskIsCancelled() throws Exception {
    String task = tasks.start();
    JsonNode acknowledged = result(Ask.task("tasks/cancel", task));
    assertThat(acknowledged.propertyNames()).containsExactlyInAnyOrder("resultType", "_meta");
    assertThat(result(Ask.task("tasks/get", task)).at("/status").asString()).isEqualTo("cancelled");
  }

  /** Protocol errors: -32021 for clients that do not declare the extension. */
  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/update", "tasks/cancel"})
  void whoDoesNotDeclareTheExtensionIsToldSo(String method) throws Exception {
    Http.Answer answer = Ask.task(method, "errand-0").able(Map.of()).send(http);
    Assert.error(answer, 400, -32021, 1);
    assertThat(
            answer
                .json()
                .at("/error/data/requiredCapabilities/extensions")
                .has("io.modelcontextprotocol/tasks"))
        .isTrue();
  }

  /** Protocol errors: -32602 for an id that is none of the caller's. */
  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/update", "tasks/cancel"})
  void anUnknownIdIsInvalid(String method) throws Exception {
    Ask unknown = Ask.task(method, "errand-none").with("inputResponses", Map.of());
    Assert.error(unknown.send(http), 200, INVALID_PARAMS, 1);
    Ask none = Ask.of(method).able(Ask.TASKS).with("inputResponses", Map.of());
    Assert.error(none.send(http), 200, INVALID_PARAMS, 1);
  }

  private JsonNode result(Ask ask) throws Exception {
    Http.Answer answer = ask.send(http);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    return answer.json().required("result");
  }
}
