package dev.axontask.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.http.Json;
import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The document describes what is served, no more and no less. */
@Timeout(60)
class OpenApiIT {
  private static final List<String> METHODS = List.of("get", "post", "put", "delete", "patch");
  private final Http http = new Http(RunningServer.shared().url());

  @Test
  void itListsTheRoutesThatThereAre() throws Exception {
    TreeSet<String> described = new TreeSet<>();
    http.get("/openapi.json")
        .json()
        .required("paths")
        .forEachEntry((path, item) ->
            METHODS.stream()
                .filter(item::has)
                .forEach(method ->
                    described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));
    TreeSet<String> served = new TreeSet<>(RunningServer.shared().routes());
    served.removeIf(route -> route.endsWith(" /mcp"));
    assertThat(described).isEqualTo(served);
  }

  @Test
  void answersHaveTheShapeThatItDescribes() throws Exception {
    Http.Answer started =
        http.post(
            "/api/tasks",
            "{\"adapter\":\"mock\",\"args\":{\"exit_code\":3},\"name\":\"n\",\"tags\":[\"t\"]}");
    String task = started.json().required("task_id").asString();
    var _ = http.get("/api/tasks/" + task + "/stream");
    assertShape("StartedTask", started);
    assertShape("Task", http.get("/api/tasks/" + task));
    assertShape("TaskPage", http.get("/api/tasks?limit=200"));
    assertShape("EventPage", http.get("/api/tasks/" + task + "/events"));
    assertShape("Problem", http.post("/api/tasks/" + task + "/input", "{\"text\":\"x\"}"));
    assertShape("WaitEnd", http.get("/api/tasks/" + task + "/wait?pattern=x&silence_s=1"));
    assertShape("EventPage", http.post("/api/tasks/" + task + "/resume", "{}"));
    assertShape("Receipt", http.get("/api/tasks/" + task + "/receipt"));
    assertShape("Attempts", http.get("/api/tasks/" + task + "/attempts"));
    assertShape(
        "StartedTasks",
        http.post("/api/tasks/bulk", "{\"tasks\":[{\"adapter\":\"mock\",\"args\":{}},{}]}"));
    assertShape("CanceledTasks", http.post("/api/tasks/cancel", "{\"tag\":\"t\"}"));
    assertShape("Queues", http.get("/api/queue"));
    assertShape("Queue", http.post("/api/queue/mock/resume", ""));
    assertShape("CircuitBreaker", http.post("/api/queue/mock/breaker/close", "{}"));
    assertShape("PausedKey", http.post("/api/queue/keys/k/resume", ""));
    assertShape("DeadLettersRetried", http.post("/api/dlq/retry", "{\"tag\":\"none\"}"));
    assertShape("Canceled", http.post("/api/tasks/" + task + "/cancel", "{}"));
    Http.Answer schedule =
        http.post(
            "/api/schedules",
            """
            {"name": "shape", "cron": "0 0 3 * * *", "zone": "Europe/Berlin", "jitter_s": 5,
             "task": {"adapter": "mock", "args": {}}}\
            """);
    String path = "/api/schedules/" + schedule.json().required("schedule_id").asString();
    assertShape("Schedule", schedule);
    assertShape("Schedule", http.get(path));
    assertShape("Schedule", http.post(path + "/pause", ""));
    assertShape("SchedulePage", http.get("/api/schedules"));
    assertShape("ScheduleRunPage", http.get(path + "/runs"));
    assertShape("DeletedSchedule", http.send(http.request(path).DELETE()));
    assertShape("Health", http.get("/health"));
    assertShape("Ready", http.get("/health/ready"));
    assertShape("StoreHealth", http.get("/health/live"));
    assertShape("StoreHealth", http.get("/health/db"));
    assertShape("StoreHealth", http.get("/health/redis"));
    assertShape("Jwks", http.get("/.well-known/jwks.json"));
    assertShape("Problem", http.get("/api/tasks/nothing"));
    assertShape("Problem", http.post("/api/tasks", "{\"colour\":1}"));
  }

  private void assertShape(String name, Http.Answer answer) throws Exception {
    Shapes.assertShape(http, name, answer);
  }

  @Test
  void aStartIsDescribedWithTheAdaptersThatThereAre() throws Exception {
    JsonNode start = http.get("/openapi.json").json().at("/components/schemas/StartTask");
    Map<String, ?> adapter = Json.object(start.at("/properties/adapter"));
    assertThat(String.valueOf(adapter.get("enum"))).contains("mock", "shell");
  }

  @Test
  void whatTheServerRefusesTheDocumentDoesToo() throws Exception {
    assertThat(problems("CancelTasks", "{\"limit\":5}")).isNotEmpty();
    assertThat(problems("CancelTasks", "{\"tag\":\"t\"}")).isEmpty();
    assertThat(problems("SendInput", "{\"base64\":7}")).isNotEmpty();
    assertThat(problems("SendInput", "{\"text\":\"x\",\"eof\":true}")).isEmpty();
    String start = "{\"adapter\":\"mock\",\"args\":{},\"rate_limit_key\":\"%s\"}";
    assertThat(problems("StartTask", start.formatted("a b"))).isNotEmpty();
    assertThat(problems("StartTask", start.formatted("api@host:1"))).isEmpty();
    assertThat(http.post("/api/tasks", start.formatted("a b")).json().toString())
        .contains("rate_limit_key");
  }

  private List<String> problems(String name, String body) throws Exception {
    return Shapes.problems(http, name, Json.tree(body.getBytes(UTF_8)));
  }
}
