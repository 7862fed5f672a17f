package dev.axontask.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The transport's rules, one request at a time. */
@Timeout(60)
class TransportIT {
  private final Http http = new Http(RunningServer.shared().url());

  @ParameterizedTest
  @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
  void eachRevisionIsSpoken(String revision) throws Exception {
    Http.Answer answer =
        http.send(http.mcp(McpMessages.INITIALIZE.replace("2025-11-25", revision)));
    assertThat(answer.status()).isEqualTo(200);
    JsonNode result = answer.json().required("result");
    assertThat(result.required("protocolVersion").asString()).isEqualTo(revision);
    assertThat(result.required("instructions").asString()).contains("stream_task");
    assertThat(answer.header("Mcp-Session-Id")).matches("[\\x21-\\x7e]+");
  }

  @Test
  void anUnknownRevisionIsAnsweredWithTheNewestOfOurs() throws Exception {
    Http.Answer answer =
        http.send(http.mcp(McpMessages.INITIALIZE.replace("2025-11-25", "2030-01-01")));
    assertThat(answer.json().required("result").required("protocolVersion").asString())
        .isEqualTo("2025-11-25");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"jsonrpc":                                               | -32700
          nonsense                                                  | -32700
          ""                                                        | -32600
          []                                                        | -32600
          [{"jsonrpc":"2.0","id":1,"method":"ping"}]                | -32600
          {"id":1,"method":"ping"}                                  | -32600
          {"jsonrpc":"1.0","id":1,"method":"ping"}                  | -32600
          {"jsonrpc":"2.0","id":null,"method":"ping"}               | -32600
          {"jsonrpc":"2.0","id":1.5,"method":"ping"}                | -32600
          {"jsonrpc":"2.0","id":{},"method":"ping"}                 | -32600
          {"jsonrpc":"2.0","id":1,"method":7}                       | -32600
          {"jsonrpc":"2.0","id":1,"method":"ping","params":[]}      | -32600
          {"jsonrpc":"2.0","id":1}                                  | -32600
          {"jsonrpc":"2.0","id":1,"result":{},"error":{}}           | -32600
          {"jsonrpc":"2.0","id":1,"error":5}                        | -32600
          {"jsonrpc":"2.0","id":1,"error":{"code":"x"}}             | -32600
          {"jsonrpc":"2.0","id":1,"method":"initialize"}            | -32602
          {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":7}} | -32602
          {"jsonrpc":"2.0","id":1,"method":"ping"}                  | -32600
          """)
  void whatIsNoMessageIsRefused(String body, int code) throws Exception {
    assertRpcError(http.send(http.mcp(body)), 400, code);
  }

  @Test
  void aWrongInitializeIsAnsweredWithItsId() throws Exception {
    Http.Answer answer =
        http.send(
            http.mcp("{\"jsonrpc\":\"2.0\",\"id\":\"i\",\"method\":\"initialize\",\"params\":{}}"));
    assertRpcError(answer, 400, -32602);
    assertThat(answer.json().required("id").asString()).isEqualTo("i");
  }

  @Test
  void headersAreChecked() throws Exception {
    String session = session();
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    assertRpcError(http.send(http.mcp(ping).header("Mcp-Session-Id", "unknown")), 404, -32001);
    assertRpcError(
        http.send(
            http.mcp(ping)
                .header("Mcp-Session-Id", session)
                .header("MCP-Protocol-Version", "1999-01-01")),
        400,
        -32600);
    assertRpcError(http.send(http.mcp(ping).setHeader("Content-Type", "text/plain")), 415, -32600);
    assertRpcError(http.send(http.mcp(ping).setHeader("Accept", "text/html")), 406, -32600);
    assertRpcError(http.send(http.mcp(ping).setHeader("X-API-Key", "wrong")), 401, -32600);
    assertRpcError(http.send(http.mcp(ping).header("Origin", "https://evil.example")), 403, -32600);
    Http.Answer put = http.send(http.request("/mcp").PUT(HttpRequest.BodyPublishers.noBody()));
    assertRpcError(put, 405, -32600);
    assertThat(put.header("Allow")).isEqualTo("DELETE, GET, POST");
  }

  @Test
  void requestsThatNoToolAnswersAreErrorsWithTheirId() throws Exception {
    String session = session();
    JsonNode none = request(session, "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"no/such\"}");
    assertThat(none.required("id").asString()).isEqualTo("a");
    assertThat(code(none)).isEqualTo(-32601);
    JsonNode unknown = request(session, McpMessages.call(2, "make_coffee", Map.of()));
    assertThat(code(unknown)).isEqualTo(-32602);
    assertThat(unknown.toString()).contains("make_coffee", "start_task");
    for (String params :
        List.of("{}", "{\"name\":7}", "{\"name\":\"start_task\",\"arguments\":[]}")) {
      JsonNode error =
          request(
              session,
              "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":" + params + "}");
      assertThat(code(error)).isEqualTo(-32602);
    }
  }

  @Test
  void notificationsAreAcceptedWithoutAnAnswer() throws Exception {
    String session = session();
    for (String method : List.of("notifications/initialized", "notifications/of-the-future")) {
      Http.Answer answer =
          http.send(
              http.mcp("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}")
                  .header("Mcp-Session-Id", session));
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.raw().body()).isEmpty();
    }
  }

  @Test
  void aDeletedSessionIsGone() throws Exception {
    String session = session();
    HttpRequest.Builder delete = http.request("/mcp").header("Mcp-Session-Id", session).DELETE();
    assertThat(http.send(delete).status()).isEqualTo(200);
    assertRpcError(http.send(delete), 404, -32001);
  }

  @Test
  void theListeningStreamSpeaksAtOnceAndEndsWithItsSession() throws Exception {
    String session = session();
    HttpResponse<Stream<String>> stream =
        http.lines(
            http.request("/mcp")
                .header("Mcp-Session-Id", session)
                .header("Accept", "text/event-stream"));
    assertThat(stream.statusCode()).isEqualTo(200);
    try (Stream<String> lines = stream.body()) {
      var line = lines.iterator();
      assertThat(line.next()).startsWith(":");
      var _ = http.send(http.request("/mcp").header("Mcp-Session-Id", session).DELETE());
      while (line.hasNext()) {
        assertThat(line.next()).isIn("", ": ", ":", "retry: 4000");
      }
    }
  }

  @Test
  void aCancelledCallEndsAndTheTaskGoesOn(@TempDir Path folder) throws Exception {
    String session = session();
    String task =
        http.start(
            "{\"events\":[{\"stdout\":\"a\"},{\"wait_for\":\"%s\"}]}"
                .formatted(folder.resolve("x")));
    String wait =
        McpMessages.call(7, "stream_task", Map.of("task_id", task, "since_seq", 0, "wait_s", 50))
            .replace("\"params\":{", "\"params\":{\"_meta\":{\"progressToken\":\"p\"},");
    HttpResponse<Stream<String>> waiting =
        http.lines(http.mcp(wait).header("Mcp-Session-Id", session));
    try (Stream<String> lines = waiting.body()) {
      var line = lines.iterator();
      assertThat(line.next()).startsWith("id: ");
      var _ =
          http.send(
              http.mcp(
                      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}")
                  .header("Mcp-Session-Id", session));
      StringBuilder rest = new StringBuilder();
      line.forEachRemaining(rest::append);
      assertThat(rest.toString()).doesNotContain("\"result\"");
    }
    assertThat(http.get("/api/tasks/" + task).json().required("state").asString())
        .isEqualTo("running");
    var _ = http.post("/api/tasks/" + task + "/cancel", "{}");
  }

  private String session() throws IOException, InterruptedException {
    return http.send(http.mcp(McpMessages.INITIALIZE)).header("Mcp-Session-Id");
  }

  private JsonNode request(String session, String body) throws IOException, InterruptedException {
    Http.Answer answer = http.send(http.mcp(body).header("Mcp-Session-Id", session));
    assertThat(answer.status()).isEqualTo(200);
    return answer.json();
  }

  private static int code(JsonNode message) {
    return message.required("error").required("code").asInt();
  }

  private static void assertRpcError(Http.Answer answer, int status, int code) {
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
    JsonNode error = answer.json();
    assertThat(error.required("jsonrpc").asString()).isEqualTo("2.0");
    assertThat(code(error)).isEqualTo(code);
    assertThat(error.required("error").required("message").asString()).isNotEmpty();
    assertThat(answer.raw().body()).doesNotContain("Exception", "\tat ", "jackson");
  }
}
