package dev.axontask.server.rest;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.http.Json;
import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Bulk starts and cancels, queues and keys, over plain HTTP at a server of its own. */
@Timeout(120)
class QueueRoutesIT {
  private static RunningServer server;
  private static Http http;

  @BeforeAll
  static void start() {
    server = RunningServer.start(Map.of());
    http = new Http(server.url());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String task(String fields) {
    return "{\"adapter\":\"mock\",\"args\":{}%s}".formatted(fields.isEmpty() ? "" : "," + fields);
  }

  private static JsonNode state(JsonNode task) throws Exception {
    return http.get("/api/tasks/" + task.required("task_id").asString()).json().required("state");
  }

  @Test
  void eachOfManyStartsIsAnsweredOnItsOwn() throws Exception {
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      tasks.add(task("\"delay_s\":3600,\"tags\":[\"bulk\"]"));
    }
    tasks.add(task("\"priority\":11"));
    tasks.add("7");
    tasks.add(task("\"unique\":{\"key\":\"bulk\"},\"delay_s\":3600"));
    tasks.add(task("\"unique\":{\"key\":\"bulk\"},\"delay_s\":3600"));

    Http.Answer answer =
        http.post("/api/tasks/bulk", "{\"tasks\":[" + String.join(",", tasks) + "]}");

    assertThat(answer.status()).isEqualTo(200);
    List<Integer> statuses = new ArrayList<>();
    answer
        .json()
        .required("results")
        .forEach(result -> statuses.add(result.required("status").asInt()));
    assertThat(statuses.subList(0, 400)).containsOnly(201);
    assertThat(statuses.subList(400, 404)).containsExactly(422, 422, 201, 409);
    JsonNode holder = answer.json().required("results").get(402).required("task");
    JsonNode refused = answer.json().required("results").get(403).required("problem");
    assertThat(refused.required("code").asString()).isEqualTo("conflict");
    assertThat(refused.required("detail").asString())
        .contains(holder.required("task_id").asString());

    canceled("bulk", 400);
  }

  /** By pages, each of which says where the next begins. */
  private void canceled(String tag, int expected) throws Exception {
    int canceled = 0;
    String cursor = "";
    do {
      JsonNode page =
          http.post("/api/tasks/cancel", "{\"tag\":\"%s\",\"limit\":150%s}".formatted(tag, cursor))
              .json();
      assertThat(page.required("tasks").size()).isLessThanOrEqualTo(150);
      for (JsonNode task : page.required("tasks")) {
        assertThat(task.required("canceled").asBoolean()).isTrue();
        canceled++;
      }
      JsonNode next = page.required("next_cursor");
      cursor = next.isNull() ? "" : ",\"cursor\":\"" + next.asString() + "\"";
    } while (!cursor.isEmpty());
    assertThat(canceled).isEqualTo(expected);
    assertThat(http.get("/api/tasks?state=scheduled&tag=" + tag).json().required("tasks"))
        .isEmpty();
  }

  @Test
  void aCancelWithoutAFilterOrOfFinishedTasksIsRefused() throws Exception {
    assertThat(http.post("/api/tasks/cancel", "{}").status()).isEqualTo(422);
    assertThat(http.post("/api/tasks/cancel", "{\"state\":\"failed\"}").status()).isEqualTo(422);
    assertThat(http.post("/api/tasks/cancel", "{\"tag\":\"t\",\"cursor\":\"lost.1\"}").status())
        .isEqualTo(422);
  }

  @Test
  void tooManyOrNoStartsAreRefused() throws Exception {
    assertThat(http.post("/api/tasks/bulk", "{\"tasks\":[]}").status()).isEqualTo(422);
    String many = String.join(",", java.util.Collections.nCopies(1001, "{}"));
    assertThat(http.post("/api/tasks/bulk", "{\"tasks\":[" + many + "]}").status()).isEqualTo(422);
  }

  @Test
  void aPausedQueueStartsNothingAndGoesOnWhenItIsResumed() throws Exception {
    Http.Answer paused = http.post("/api/queue/mock/pause", "{}");
    assertThat(paused.json().required("paused").asBoolean()).isTrue();
    JsonNode waiting = http.post("/api/tasks", task("")).json();
    JsonNode queue = queue();
    assertThat(queue.required("depth").asInt()).isEqualTo(1);
    assertThat(queue.required("oldest").isNull()).isFalse();
    assertThat(state(waiting).asString()).isEqualTo("pending");
    assertThat(held(waiting)).isEqualTo(Map.of("what", "paused_queue"));

    assertThat(http.post("/api/queue/mock/resume", "{}").json().required("paused").asBoolean())
        .isFalse();

    assertThat(ended(waiting)).contains("event: succeeded");
    assertThat(http.post("/api/queue/nobody/pause", "{}").status()).isEqualTo(404);
  }

  private static JsonNode queue() throws Exception {
    for (JsonNode queue : http.get("/api/queue").json().required("queues")) {
      if (queue.required("adapter").asString().equals("mock")) {
        return queue;
      }
    }
    throw new AssertionError("no queue of the mock adapter");
  }

  private static String ended(JsonNode task) throws Exception {
    String id = task.required("task_id").asString();
    return http.get("/api/tasks/" + id + "/stream").raw().body();
  }

  /** Ignored, it would pause the queue for ever. */
  @Test
  void aQueueIsNotPausedUntilATime() throws Exception {
    Http.Answer answer = http.post("/api/queue/mock/pause", "{\"until\":\"2999-01-01T00:00:00Z\"}");

    assertThat(answer.status()).isEqualTo(422);
    JsonNode error = answer.json().required("errors").get(0);
    assertThat(error.required("field").asString()).isEqualTo("until");
    assertThat(error.required("message").asString())
        .isEqualTo("is not a field here; the body has no fields");
    assertThat(queue().required("paused").asBoolean()).isFalse();
  }

  @Test
  void tasksOfAPausedKeyWaitUntilItIsResumed() throws Exception {
    Instant inAnHour = Instant.now().truncatedTo(SECONDS).plusSeconds(3600);
    assertThat(
            http.post("/api/queue/keys/github/pause", "{\"until\":\"" + inAnHour + "\"}")
                .json()
                .required("key")
                .asString())
        .isEqualTo("github");
    JsonNode waiting = http.post("/api/tasks", task("\"rate_limit_key\":\"github\"")).json();
    assertThat(waiting.required("rate_limit_key").asString()).isEqualTo("github");
    Map<String, ?> held = held(waiting);
    assertThat(Instant.parse(String.valueOf(held.remove("until")))).isEqualTo(inAnHour);
    assertThat(held).isEqualTo(Map.of("what", "rate_limit_key", "key", "github"));
    assertThat(ended(http.post("/api/tasks", task("")).json())).contains("event: succeeded");
    assertThat(state(waiting).asString()).isEqualTo("pending");
    assertThat(http.get("/api/queue").json().required("paused_keys")).hasSize(1);
    assertThat(http.get("/api/queue").json().required("has_more").asBoolean()).isFalse();

    var _ = http.post("/api/queue/keys/github/resume", "{}");

    assertThat(ended(waiting)).contains("event: succeeded");
    assertThat(
            http.post("/api/queue/keys/a%20b/pause", "{\"until\":\"" + inAnHour + "\"}").status())
        .isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "soon",
        "2001-01-01T00:00:00Z",
        "2999-01-01T00:00:00Z",
        "-99999-01-01T00:00:00Z",
        "+99999-01-01T00:00:00Z"
      })
  void aKeyIsPausedUntilATimeThatComesWithinAYear(String until) throws Exception {
    Http.Answer answer =
        http.post("/api/queue/keys/never/pause", "{\"until\":\"%s\"}".formatted(until));

    assertThat(answer.status()).isEqualTo(422);
    JsonNode error = answer.json().required("errors").get(0);
    assertThat(error.required("field").asString()).isEqualTo("until");
    assertThat(error.required("message").asString())
        .startsWith("must be a time from now to 365 days from now");
    assertThat(http.get("/api/queue").json().required("paused_keys").toString())
        .doesNotContain("never");
  }

  @Test
  void tasksOfOneConcurrencyKeyRunOneAfterTheOther() throws Exception {
    List<JsonNode> tasks = new ArrayList<>();
    String one = task("\"concurrency_key\":\"deploy\",\"tags\":[\"deploy\"]");
    JsonNode results =
        http.post("/api/tasks/bulk", "{\"tasks\":[" + one + "," + one + "," + one + "]}")
            .json()
            .required("results");
    results.forEach(result -> tasks.add(result.required("task")));

    List<String> times = new ArrayList<>();
    for (JsonNode task : tasks) {
      assertThat(ended(task)).contains("event: succeeded");
      JsonNode ended = http.get("/api/tasks/" + task.required("task_id").asString()).json();
      times.add(ended.required("started_at").asString());
      times.add(ended.required("ended_at").asString());
    }
    assertThat(times).isSorted();
  }

  @Test
  void aStartThatSupersedesCancelsTheOneThatRuns() throws Exception {
    String unique = "\"unique\":{\"key\":\"u\",\"policy\":\"supersede\"}";
    String slow =
        "{\"adapter\":\"mock\",\"args\":{\"events\":[{\"wait_ms\":60000}]}," + unique + "}";
    JsonNode first = http.post("/api/tasks", slow).json();
    JsonNode second = http.post("/api/tasks", task(unique)).json();

    assertThat(ended(second)).contains("event: succeeded");
    assertThat(ended(first)).contains("event: canceled");
  }

  @Test
  void tasksOfATargetThatFailsWaitUntilItsBreakerIsClosedByHand() throws Exception {
    String failing =
        "\"target\":\"host-a\",\"fail\":{\"code\":\"busy\",\"message\":\"No"
            + " room.\",\"transient\":true}";
    for (int i = 0; i < 5; i++) {
      assertThat(ended(mock(failing))).contains("event: failed");
    }
    JsonNode waiting = mock("\"target\":\"host-a\"");
    assertThat(ended(mock("\"target\":\"host-b\""))).contains("event: succeeded");

    JsonNode breakers = http.get("/api/queue").json().required("circuit_breakers");
    assertThat(breakers).hasSize(1);
    JsonNode breaker = breakers.get(0);
    assertThat(breaker.required("adapter").asString()).isEqualTo("mock");
    assertThat(breaker.required("target").asString()).isEqualTo("host-a");
    assertThat(breaker.required("state").asString()).isEqualTo("open");
    assertThat(breaker.required("until").isNull()).isFalse();
    assertThat(breaker.required("failures").asInt()).isEqualTo(5);
    assertThat(breaker.required("error").required("message").asString()).isEqualTo("No room.");
    JsonNode status =
        http.get("/api/tasks/" + waiting.required("task_id").asString()).json().required("held_by");
    assertThat(status.required("what").asString()).isEqualTo("circuit_breaker");
    assertThat(status.required("target").asString()).isEqualTo("host-a");
    assertThat(state(waiting).asString()).isEqualTo("pending");
    assertThat(http.get("/metrics").raw().body())
        .contains("axontask_circuit_breaker_trips_total{adapter=\"mock\"} 1.0");

    Http.Answer closed = http.post("/api/queue/mock/breaker/close", "{\"target\":\"host-a\"}");

    assertThat(closed.json().required("state").asString()).isEqualTo("closed");
    assertThat(ended(waiting)).contains("event: succeeded");
    assertThat(http.get("/api/queue").json().required("circuit_breakers")).isEmpty();
    assertThat(http.post("/api/queue/mock/breaker/close", "{\"target\":7}").status())
        .isEqualTo(422);
    assertThat(http.post("/api/queue/nobody/breaker/close", "{}").status()).isEqualTo(404);
  }

  @Test
  void aTaskShowsItsKeysAndWhichOfThemHoldsIt() throws Exception {
    String slow =
        """
        {"adapter":"mock","args":{"events":[{"wait_ms":60000}]},"concurrency_key":"full",
         "concurrency_limit":1,"unique":{"key":"alone"}}\
        """;
    JsonNode runs = http.post("/api/tasks", slow).json();
    JsonNode waits = http.post("/api/tasks", task("\"concurrency_key\":\"full\"")).json();

    assertThat(held(waits)).isEqualTo(Map.of("what", "concurrency_key", "key", "full"));
    JsonNode shown = http.get("/api/tasks/" + runs.required("task_id").asString()).json();
    assertThat(shown.has("held_by")).isFalse();
    assertThat(shown.required("concurrency_key").asString()).isEqualTo("full");
    assertThat(shown.required("concurrency_limit").asInt()).isEqualTo(1);
    assertThat(shown.required("unique_key").asString()).isEqualTo("alone");

    for (JsonNode task : List.of(waits, runs)) {
      String path = "/api/tasks/" + task.required("task_id").asString() + "/cancel";
      assertThat(http.post(path, "{}").status()).isBetween(200, 202);
    }
  }

  private static Map<String, ?> held(JsonNode task) throws Exception {
    String path = "/api/tasks/" + task.required("task_id").asString();
    return Json.object(http.get(path).json().required("held_by"));
  }

  private static JsonNode mock(String args) throws Exception {
    return http.post("/api/tasks", "{\"adapter\":\"mock\",\"args\":{" + args + "}}").json();
  }
}
