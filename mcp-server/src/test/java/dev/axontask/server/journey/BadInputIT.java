package dev.axontask.server.journey;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is wrong is answered with what is right: no stack trace, no 500, and nothing is lost. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
  private static final String UNKNOWN = "018f0000-0000-7000-8000-000000000000";

  private ServerProcess server;
  private Rest rest;
  private Mcp mcp;
  private String finished;

  @BeforeAll
  void aServerWithAFinishedTask(@TempDir Path folder) throws IOException, InterruptedException {
    server = new ServerProcess(folder.resolve("data")).start();
    rest = server.rest();
    mcp = new Mcp(rest);
    finished = run(mcp, "echo done");
  }

  @AfterAll
  void stop() {
    rest.close();
    server.close();
  }

  @AfterEach
  void nothingIsLost() throws IOException, InterruptedException {
    StreamCursor cursor = new StreamCursor(finished);
    cursor.read(mcp, 0);
    assertThat(cursor.stdout()).isEqualTo("done\n");
    assertThat(cursor.done()).isTrue();
  }

  private static String run(Mcp mcp, String command) throws IOException, InterruptedException {
    Mcp.ToolResult started =
        mcp.call("start_task", Map.of("adapter", "shell", "args", Map.of("command", command)));
    StreamCursor cursor = new StreamCursor(started.structured().required("task_id").asString());
    while (!cursor.done()) {
      cursor.read(mcp, 10);
    }
    return started.structured().required("task_id").asString();
  }

  @Test
  void malformedJsonIsAParseErrorOnMcpAndAProblemOnRest() throws IOException, InterruptedException {
    Rest.Reply overMcp = post("/mcp", "{\"jsonrpc\": \"2.0\", ", b -> b);
    assertThat(overMcp.status()).isEqualTo(400);
    assertThat(overMcp.json().required("error").required("code").asInt()).isEqualTo(-32700);
    assertProblem(post("/api/tasks", "{\"adapter\": ", b -> b), 400, "invalid_input");
  }

  @Test
  void anUnknownToolIsNamed() throws IOException, InterruptedException {
    String answer;
    try {
      Mcp.ToolResult result = mcp.call("make_coffee", Map.of());
      assertThat(result.isError()).isTrue();
      answer = result.text();
    } catch (Mcp.RpcException e) {
      answer = String.valueOf(e.getMessage());
    }
    assertThat(answer).contains("make_coffee");
    assertSane(answer);
  }

  @Test
  void anUnknownAdapterIsAnsweredWithTheKnownOnes() throws IOException, InterruptedException {
    Mcp.ToolResult result = mcp.call("start_task", Map.of("adapter", "teapot", "args", Map.of()));
    assertToolError(result, "teapot", "shell");
    assertProblem(start("{\"adapter\":\"teapot\",\"args\":{}}"), 422, "validation_error", "shell");
  }

  @Test
  void aWrongTypeIsNamedWithItsField() throws IOException, InterruptedException {
    assertToolError(
        mcp.call("stream_task", Map.of("task_id", finished, "since_seq", "soon")), "since_seq");
    assertToolError(mcp.call("get_task_status", Map.of("task_id", 7)), "task_id");
    assertProblem(
        start("{\"adapter\":\"shell\",\"args\":{\"command\":\"true\"},\"timeout_s\":\"long\"}"),
        422,
        "validation_error",
        "timeout_s");
  }

  @Test
  void argumentsThatBreakTheAdaptersSchemaAreNamed() throws IOException, InterruptedException {
    assertToolError(
        mcp.call("start_task", Map.of("adapter", "shell", "args", Map.of("comand", "true"))),
        "comand");
    assertProblem(
        start("{\"adapter\":\"shell\",\"args\":{\"command\":17}}"),
        422,
        "validation_error",
        "command");
  }

  @Test
  void aBodyOfTwentyMegabytesIsTooLarge() throws IOException, InterruptedException {
    String huge = "{\"adapter\":\"" + "x".repeat(20_000_000) + "\"}";
    assertProblem(start(huge), 413, "payload_too_large");
    Rest.Reply overMcp = post("/mcp", huge, b -> b);
    assertThat(overMcp.status()).isEqualTo(413);
    assertSane(overMcp.body());
  }

  @Test
  void aWrongKeyIsUnauthorizedAndNotRepeated() throws IOException, InterruptedException {
    String wrong = "axt_wrong_key_of_somebody";
    for (String path : new String[] {"/mcp", "/api/tasks"}) {
      Rest.Reply reply = post(path, "{}", b -> b.setHeader("Authorization", "Bearer " + wrong));
      assertThat(reply.status()).as(path).isEqualTo(401);
      assertThat(reply.body()).doesNotContain(wrong);
      assertSane(reply.body());
    }
  }

  @Test
  void anotherHostOrOriginIsForbidden() throws IOException, InterruptedException {
    for (String path : new String[] {"/mcp", "/api/tasks"}) {
      Rest.Reply origin = post(path, "{}", b -> b.header("Origin", "https://evil.example"));
      assertThat(origin.status()).as(path).isEqualTo(403);
      assertSane(origin.body());
      String host = RawHttp.statusLine(server.base(), path, "evil.example", server.key());
      assertThat(host).as(path).contains(" 403 ");
    }
  }

  @Test
  void aCursorBeyondTheEndIsAnErrorThatNamesTheEnd() throws IOException, InterruptedException {
    assertToolError(
        mcp.call("stream_task", Map.of("task_id", finished, "since_seq", 1_000_000)), "since_seq");
    Rest.Reply page = rest.get("/api/tasks/" + finished + "/events?since_seq=1000000");
    assertThat(page.status()).isBetween(200, 499);
    assertSane(page.body());
    Rest.Reply stream = rest.get("/api/tasks/" + finished + "/stream?since_seq=1000000");
    assertThat(stream.status()).isBetween(200, 499);
    assertSane(stream.body());
  }

  @Test
  void aFinishedTaskStaysAsItIsWhenItIsCanceled() throws IOException, InterruptedException {
    Mcp.ToolResult result = mcp.call("cancel_task", Map.of("task_id", finished));
    assertThat(result.structured().path("canceled").asBoolean(false)).isFalse();
    assertThat(result.text()).contains("succeeded");
    Rest.Reply status = rest.get("/api/tasks/" + finished);
    assertThat(status.expect(200).required("state").asString()).isEqualTo("succeeded");
  }

  @Test
  void aCanceledTaskCanBeReadAndHasAReceipt() throws IOException, InterruptedException {
    Mcp.ToolResult started =
        mcp.call("start_task", Map.of("adapter", "shell", "args", Map.of("command", "sleep 600")));
    String task = started.structured().required("task_id").asString();
    assertToolError(mcp.call("get_receipt", Map.of("task_id", task)), "task_not_finished");
    assertThat(rest.get("/api/tasks/" + task + "/receipt").status()).isEqualTo(409);
    var _ = mcp.call("cancel_task", Map.of("task_id", task, "grace_s", 1));
    StreamCursor cursor = new StreamCursor(task);
    while (!cursor.done()) {
      cursor.read(mcp, 10);
    }
    assertThat(cursor.state()).isEqualTo("canceled");
    assertThat(mcp.call("get_receipt", Map.of("task_id", task)).isError()).isFalse();
  }

  @Test
  void anUnknownTaskIsNotFoundWhereverItIsAskedFor() throws IOException, InterruptedException {
    for (String tool :
        new String[] {
          "stream_task", "get_task_status", "cancel_task", "resume_task", "get_receipt"
        }) {
      assertToolError(mcp.call(tool, Map.of("task_id", UNKNOWN)), UNKNOWN);
      assertToolError(mcp.call(tool, Map.of("task_id", "not-an-id")), "task_id");
    }
    for (String path : new String[] {"", "/events", "/stream", "/receipt"}) {
      assertProblem(rest.get("/api/tasks/" + UNKNOWN + path), 404, "not_found");
    }
  }

  private Rest.Reply start(String json) throws IOException, InterruptedException {
    return rest.post("/api/tasks", json);
  }

  private Rest.Reply post(String path, String body, UnaryOperator<HttpRequest.Builder> change)
      throws IOException, InterruptedException {
    return rest.send(
        change.apply(
            rest.request(path)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body))));
  }

  private static void assertProblem(Rest.Reply reply, int status, String code, String... says) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.contentType()).startsWith("application/problem+json");
    JsonNode problem = reply.json();
    assertThat(problem.required("code").asString()).isEqualTo(code);
    assertThat(problem.required("request_id").asString()).isNotEmpty();
    assertThat(List.of(says)).allMatch(reply.body()::contains, reply.body());
    assertSane(reply.body());
  }

  private static void assertToolError(Mcp.ToolResult result, String... says) {
    assertThat(result.isError()).as(result.text()).isTrue();
    assertThat(List.of(says)).allMatch(result.text()::contains, result.text());
    assertSane(result.text());
  }

  private static void assertSane(String answer) {
    assertThat(answer).doesNotContain("\tat ", "Exception", "dev.axontask.", "org.eclipse.jetty");
  }

  /** A request that no well-behaved client would send. */
  private static final class RawHttp {
    static String statusLine(URI to, String path, String host, String key) throws IOException {
      try (Socket socket = new Socket(to.getHost(), to.getPort())) {
        byte[] request =
            ("POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                .formatted(path, host, key)
                .getBytes(US_ASCII);
        socket.getOutputStream().write(request);
        byte[] answer = socket.getInputStream().readNBytes(64);
        return new String(answer, US_ASCII);
      }
    }
  }
}
