package dev.axontask.server.mcp.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.catalog.Signals.Level;
import dev.axontask.server.catalog.ToolCall;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a session is told and asked beside its tools. */
@Timeout(60)
class MethodsIT {
  private static final String NEWEST = "2025-11-25";

  private final Fleet fleet = new Fleet();

  @AfterEach
  void close() {
    fleet.close();
  }

  private static int code(JsonNode answer) {
    return answer.required("error").required("code").asInt();
  }

  @Test
  void onlyWhatIsThereIsAnnounced() throws Exception {
    JsonNode can = fleet.server().client(NEWEST).initialized().required("capabilities");

    assertThat(can.required("tools").required("listChanged").asBoolean()).isTrue();
    assertThat(can.required("resources").required("subscribe").asBoolean()).isTrue();
    assertThat(can.required("resources").required("listChanged").asBoolean()).isFalse();
    assertThat(can.has("logging")).isTrue();
    assertThat(can.has("prompts")).isFalse();
    assertThat(can.has("completions")).isFalse();
  }

  @Test
  void resourcesAreReadAndUnknownOnesNamed() throws Exception {
    TestClient client = fleet.server().client(NEWEST);

    assertThat(client.ask(1, "resources/read", Map.of("uri", Stage.URI)).toString())
        .contains("\"text\":\"one\"");
    JsonNode unknown = client.ask(2, "resources/read", Map.of("uri", "test://none"));
    assertThat(code(unknown)).isEqualTo(-32002);
    assertThat(unknown.toString()).contains("test://none");
  }

  @Test
  void logMessagesBelowTheLevelAreNotSent() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    assertThat(code(client.ask(1, "logging/setLevel", Map.of("level", "loud")))).isEqualTo(-32602);
    assertThat(client.ask(2, "logging/setLevel", Map.of("level", "warning")).has("result"))
        .isTrue();
    for (Level level : Level.values()) {
      server.stage.then(call -> call.signals().log(level, Map.of("text", level.word())));
    }
    server.stage.answer("done");
    try (Sse stream = client.act(3)) {
      assertThat(
              stream.rest().stream()
                  .filter(event -> event.data().contains("notifications/message"))
                  .map(event -> event.json().required("params").required("level").asString()))
          .containsExactly("warning", "error", "critical", "alert", "emergency");
    }
  }

  @Test
  void progressIsToldToWhoAsked() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    server.stage.then(call -> call.signals().progress(1, 4, "a quarter")).answer("done");
    try (Sse stream = client.act(1)) {
      assertThat(stream.take().data()).isEmpty();
      JsonNode params = stream.take().json().required("params");
      assertThat(params.required("progressToken").asString()).isEqualTo("token");
      assertThat(params.required("total").asInt()).isEqualTo(4);
    }
    server.stage.progress(1).answer("done");
    var quiet = client.send(TestClient.request(2, "tools/call", Map.of("name", "act")));
    assertThat(quiet.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void aCancelledCallEndsWithoutAResponse() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    for (Object id : new Object[] {7, "seven"}) {
      try (Sse stream = client.act(id)) {
        assertThat(stream.take().data()).isEmpty();
        client.notify("notifications/cancelled", Map.of("requestId", id, "reason", "enough"));
        assertThat(stream.rest()).isEmpty();
      }
      ToolCall call = Objects.requireNonNull(server.stage.begun.take());
      assertThat(call.signals().stopping()).isTrue();
    }
    // Of a request that is none, of the wrong type, or nothing at all: no harm.
    client.notify("notifications/cancelled", Map.of("requestId", 99));
    client.notify("notifications/cancelled", Map.of("requestId", Map.of()));
    client.notify("notifications/cancelled", Map.of());
  }

  @Test
  void aStoppingServerAnswersWithWhatThereIs() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    try (Sse stream = client.act(1);
        Sse listening = client.listen()) {
      assertThat(stream.take().data()).isEmpty();
      server.close();
      assertThat(stream.gists()).containsExactly("stopped");
      assertThat(listening.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tasks/get", "resources/subscribe2", "initialized", "\u001b[31m", "prompts"})
  void aMethodThatIsNotServedIsSaidSo(String method) throws Exception {
    TestClient client = fleet.server().client(NEWEST);
    JsonNode answer = client.ask(1, method, Map.of());

    assertThat(code(answer)).isEqualTo(-32601);
    assertThat(answer.toString()).doesNotContain("\u001b");
  }

  @Test
  void idsAreUsedOnceAtATime() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    try (Sse stream = client.act(1)) {
      assertThat(stream.take().data()).isEmpty();
      assertThat(client.send(TestClient.actRequest(1)).status()).isEqualTo(400);
      server.stage.answer("done");
      assertThat(stream.gists()).containsExactly("done");
    }
  }

  @Test
  void versionsAreChecked() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client("2025-06-18");
    String ping = TestClient.request(1, "ping", Map.of());

    for (String revision : new String[] {"2025-03-26", "2025-06-18", "2025-11-25"}) {
      assertThat(
              new TestClient(server.http, client.session(), revision, client.initialized())
                  .send(ping)
                  .status())
          .isEqualTo(200);
    }
    var without = server.http.mcp(ping).header("Mcp-Session-Id", client.session());
    assertThat(server.http.send(without).status()).isEqualTo(200);
    for (String revision : new String[] {"2024-11-05", "1", "2025-11-25, 2025-06-18"}) {
      var answer =
          new TestClient(server.http, client.session(), revision, client.initialized()).send(ping);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.raw().body()).contains("2025-03-26");
    }
  }

  @Test
  void aBatchIsRefusedWithWhatToDo() throws Exception {
    TestClient client = fleet.server().client("2025-03-26");
    var answer = client.send("[" + TestClient.request(1, "ping", Map.of()) + "]");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().required("error").required("message").asString())
        .contains("POST of its own");
  }

  @Test
  void whatAClientSaysOfItselfHasLimits() throws Exception {
    LegacyServer server = fleet.server();
    String large = "{\"experimental\":{\"x\":\"%s\"}}".formatted("x".repeat(20_000));
    var refused =
        server.http.send(
            server.http.mcp(
                """
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{
                 "protocolVersion":"2025-11-25","capabilities":%s,
                 "clientInfo":{"name":"test","version":"1"}}}\
                """
                    .formatted(large)));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(code(refused.json())).isEqualTo(-32602);
    TestClient odd = server.client(NEWEST, "{\"sampling\":5,\"a\\u0000b\":{\"c\":\"\\ud800\"}}");
    assertThat(odd.ask(1, "ping", Map.of()).has("result")).isTrue();
  }
}
