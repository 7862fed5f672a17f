package dev.axontask.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Each refusal has a code, says what to do, and shows nothing of the inside. */
@Timeout(60)
class BadRequestsIT {
  private final Http http = new Http(RunningServer.shared().url());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                                       | 400 | invalid_input    |
          []                                                      | 400 | invalid_input    |
          {"args":{}} x                                           | 400 | invalid_input    |
          {"adapter":"mock","adapter":"shell","args":{}}          | 400 | invalid_input    |
          {}                                                      | 422 | validation_error | args
          {"adapter":"teapot","args":{}}                          | 422 | validation_error | teapot
          {"adapter":"mock","args":[]}                            | 422 | validation_error | args
          {"adapter":"mock","args":{"exit":1}}                    | 422 | validation_error | exit
          {"adapter":"mock","args":{},"colour":1}                 | 422 | validation_error | colour
          {"adapter":"mock","args":{},"unique":{"key":"k","colour":1}} | 422 | validation_error | there are key, policy
          {"adapter":"mock","args":{},"timeout_s":0}              | 422 | validation_error | timeout_s
          {"adapter":"mock","args":{},"priority":"high"}          | 422 | validation_error | priority
          {"adapter":"mock","args":{},"run_at":"soon"}            | 422 | validation_error | run_at
          {"adapter":"mock","args":{},"timeout_s":1e99}           | 422 | validation_error | too large
          {"adapter":"mock","args":{"exit_code":1e300}}           | 422 | validation_error | args
          {"adapter":"mock","args":{},"delay_s":1,"run_at":"2030-01-01T00:00:00Z"} | 422 | validation_error | run_at
          """)
  void aWrongStartIsExplained(String body, int status, String code, String says) throws Exception {
    assertProblem(http.post("/api/tasks", body), status, code, says);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /api/tasks/018f0000-0000-7000-8000-000000000000         | 404 | not_found
          /api/tasks/nothing                                      | 404 | not_found
          /api/tasks/018f0000-0000-7000-8000-000000000000/stream  | 404 | not_found
          /api/tasks/018f0000-0000-7000-8000-000000000000/events  | 404 | not_found
          /api/tasks/018f0000-0000-7000-8000-000000000000/receipt | 404 | not_found
          /api/tasks/018f0000-0000-7000-8000-000000000000/attempts| 404 | not_found
          /api/tasks/018f0000-0000-7000-8000-000000000000/wait    | 404 | not_found
          /api/nothing                                            | 404 | not_found
          /api/tasks?limit=0                                      | 422 | validation_error
          /api/tasks?state=happy                                  | 422 | validation_error
          /api/tasks?since=today                                  | 422 | validation_error
          /api/tasks?cursor=x                                     | 422 | validation_error
          /api/tasks?tag=%00                                      | 422 | validation_error
          /api/tasks?adapter=a%00                                 | 422 | validation_error
          /api/tasks/nothing/cancel                               | 405 | invalid_input
          """)
  void aWrongQuestionIsExplained(String path, int status, String code) throws Exception {
    assertProblem(http.get(path.strip()), status, code, null);
  }

  @Test
  void aPositionBeyondTheEndNamesTheEnd() throws Exception {
    String task = http.finished("{}");
    assertProblem(
        http.get("/api/tasks/" + task + "/stream?since_seq=1000"),
        400,
        "invalid_input",
        "since_seq");
    assertProblem(
        http.get("/api/tasks/" + task + "/events?since_seq=1000"),
        400,
        "invalid_input",
        "since_seq");
    assertProblem(
        http.get("/api/tasks/" + task + "/stream?since_seq=-2"),
        422,
        "validation_error",
        "since_seq");
  }

  /** A mistyped field would silently do nothing. */
  @Test
  void aFieldThatIsNoneIsRefused() throws Exception {
    String task = "/api/tasks/" + http.finished("{}");
    assertProblem(http.post(task + "/cancel", "{\"grace\":1}"), 422, "validation_error", "grace_s");
    assertProblem(http.post(task + "/resume", "{\"seq\":1}"), 422, "validation_error", "last_seq");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/queue/shell/resume",
    "POST, /api/queue/keys/k/resume",
    "POST, /api/schedules/018f0000-0000-7000-8000-000000000000/pause",
    "POST, /api/schedules/018f0000-0000-7000-8000-000000000000/resume",
    "DELETE, /api/schedules/018f0000-0000-7000-8000-000000000000"
  })
  void whereThereAreNoFieldsAFieldIsRefused(String method, String path) throws Exception {
    HttpRequest.Builder request =
        http.request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString("{\"for_s\":600}"));
    assertProblem(http.send(request), 422, "validation_error", "the body has no fields");
  }

  @Test
  void aBodyOfTwentyMegabytesIsRefusedOnEveryPath() throws Exception {
    String huge = "{\"adapter\":\"" + "x".repeat(20_000_000) + "\"}";
    assertProblem(http.post("/api/tasks", huge), 413, "payload_too_large", null);
    assertThat(http.send(http.mcp(huge)).status()).isEqualTo(413);
    HttpRequest.Builder chunked =
        http.request("/api/tasks")
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(huge.getBytes(StandardCharsets.UTF_8))));
    assertProblem(http.send(chunked), 413, "payload_too_large", null);
  }

  @Test
  void withoutTheKeyNothingIsToldButHealth() throws Exception {
    for (String path : List.of("/api/tasks", "/openapi.json/x", "/mcp")) {
      HttpRequest.Builder wrong =
          HttpRequest.newBuilder(http.base().resolve(path)).header("Authorization", "Bearer wrong");
      Http.Answer answer = http.send(wrong);
      assertThat(answer.status()).isIn(401, 404);
      assertThat(answer.raw().body()).doesNotContain("wrong");
    }
    Http.Answer refused = http.send(HttpRequest.newBuilder(http.base().resolve("/api/tasks")));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
    Http.Answer open = http.send(HttpRequest.newBuilder(http.base().resolve("/health/ready")));
    assertThat(open.status()).isEqualTo(200);
  }

  @Test
  void anotherOriginIsRefusedAndAConfiguredOneIsAnswered() throws Exception {
    Http.Answer evil =
        http.send(http.request("/api/tasks").header("Origin", "https://evil.example"));
    assertProblem(evil, 403, "forbidden", "AXONTASK_ALLOWED_ORIGINS");
    assertThat(http.send(http.request("/api/tasks").header("Origin", "null")).status())
        .isEqualTo(403);
    Http.Answer own =
        http.send(http.request("/api/tasks").header("Origin", "https://tasks.example.org"));
    assertThat(own.status()).isEqualTo(200);
    assertThat(own.header("Access-Control-Allow-Origin")).isEqualTo("https://tasks.example.org");
    Http.Answer preflight =
        http.send(
            http.request("/api/tasks")
                .header("Origin", "https://tasks.example.org")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(preflight.status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /health HTTP/1.1~Host: evil.example                        | 403
          GET /health HTTP/1.1~Host: 10.0.0.1                            | 403
          GET /health HTTP/1.1                                           | 400
          GET /health HTTP/1.1~Host: localhost~Content-Length: x         | 400
          GET /../etc/passwd HTTP/1.1~Host: localhost                    | 400
          GET /%zz HTTP/1.1~Host: localhost                              | 400
          GET /api/tasks?state=%zz HTTP/1.1~Host: localhost              | 401
          BREW /health HTTP/1.1~Host: localhost                          | 405
          nonsense                                                       | 400
          """)
  void whatNoBrowserSendsIsRefused(String request, int status) throws IOException {
    String answer = raw(request.strip().replace("~", "\r\n") + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertSane(answer);
  }

  @Test
  void headersWithoutEndAreRefused() throws IOException {
    String answer =
        raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(20_000) + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 431");
    assertSane(answer);
  }

  @Test
  void everyAnswerHasAnIdAndTheSecurityHeaders() throws Exception {
    for (String path : List.of("/health", "/api/tasks", "/nothing")) {
      Http.Answer answer = http.get(path);
      assertThat(answer.header("X-Request-Id")).isNotEmpty();
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
      assertThat(answer.header("Server")).isEmpty();
    }
    assertThat(
            http.send(http.request("/health").header("X-Request-Id", "mine-1"))
                .header("X-Request-Id"))
        .isEqualTo("mine-1");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(http.base().getHost(), http.base().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertProblem(
      Http.Answer answer, int status, String code, @org.jspecify.annotations.Nullable String says) {
    String body = answer.raw().body();
    assertThat(answer.status()).as(body).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.required("code").asString()).isEqualTo(code);
    assertThat(problem.required("status").asInt()).isEqualTo(status);
    assertThat(problem.required("detail").asString()).isNotEmpty();
    assertThat(problem.required("request_id").asString()).isEqualTo(answer.header("X-Request-Id"));
    if (says != null) {
      assertThat(body).contains(says);
    }
    assertSane(body);
  }

  private static void assertSane(String text) {
    assertThat(new ArrayList<>(text.lines().toList()))
        .noneMatch(l -> l.startsWith("\tat ") || l.contains("Exception") || l.contains("jetty"));
  }
}
