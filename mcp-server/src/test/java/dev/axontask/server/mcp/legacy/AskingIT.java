package dev.axontask.server.mcp.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.InputRequest.Method;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.http.Json;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A tool that lacks something has the client asked, on the stream of its call. */
@Timeout(60)
class AskingIT {
  private static final String ABLE = "{\"elicitation\":{},\"sampling\":{},\"roots\":{}}";

  private final Fleet fleet = new Fleet();

  @AfterEach
  void close() {
    fleet.close();
  }

  private static Answer<ToolResult> needs(Method... methods) {
    Map<String, InputRequest> requests = new java.util.LinkedHashMap<>();
    for (Method method : methods) {
      requests.put("key " + method, new InputRequest(method, Map.of("message", "who?")));
    }
    return new Answer.NeedsInput<>(requests, Map.of("round", 1));
  }

  private static Answer<ToolResult> shown(ToolCall call) {
    return ToolResult.of(
        new Content.Text(Json.text(call.inputs().responses()) + call.inputs().state()));
  }

  private static void answer(TestClient client, JsonNode question, String result) throws Exception {
    var answered =
        client.send(
            "{\"jsonrpc\":\"2.0\",\"id\":%s,%s}".formatted(question.required("id"), result));
    assertThat(answered.status()).isEqualTo(202);
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void theClientsAnswerReachesTheTool(Method method) throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client("2025-11-25", ABLE);
    server.stage.answerWith(_ -> needs(method)).answerWith(AskingIT::shown);
    try (Sse stream = client.act(1)) {
      assertThat(stream.take().data()).isEmpty();
      JsonNode question = stream.take().json();
      assertThat(question.required("method").asString()).isEqualTo(method.word());
      assertThat(question.required("params").required("message").asString()).isEqualTo("who?");
      answer(client, question, "\"result\":{\"action\":\"accept\",\"content\":{\"n\":[1,null]}}");
      assertThat(stream.gists().getFirst())
          .contains("key " + method, "accept", "[1,null]", "round=1");
    }
  }

  @Test
  void severalQuestionsAreAskedAtOnceAndAnsweredInAnyOrder() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client("2025-11-25", ABLE);
    server
        .stage
        .answerWith(_ -> needs(Method.ELICITATION, Method.SAMPLING))
        .answerWith(AskingIT::shown);
    try (Sse stream = client.act(1)) {
      assertThat(stream.take().data()).isEmpty();
      JsonNode first = stream.take().json();
      JsonNode second = stream.take().json();
      answer(
          client,
          second,
          "\"result\":{\"to\":\"%s\"}".formatted(second.required("method").asString()));
      answer(
          client,
          first,
          "\"result\":{\"to\":\"%s\"}".formatted(first.required("method").asString()));
      assertThat(stream.gists().getFirst())
          .contains("\"key ELICITATION\":{\"to\":\"elicitation/create\"}")
          .contains("\"key SAMPLING\":{\"to\":\"sampling/createMessage\"}");
    }
  }

  @Test
  void aClientThatCannotIsNotAsked() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client("2025-11-25", "{\"roots\":{}}");
    server.stage.answerWith(_ -> needs(Method.ROOTS, Method.ELICITATION));
    JsonNode answer = client.send(TestClient.actRequest(1)).json();

    assertThat(answer.required("error").required("message").asString()).contains("capabilities");
    assertThat(answer.required("error").required("data").toString()).contains("elicitation");
  }

  @Test
  void theClientsErrorEndsTheCallWithItsReason() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client("2025-11-25", ABLE);
    server.stage.answerWith(_ -> needs(Method.SAMPLING));
    try (Sse stream = client.act(1)) {
      assertThat(stream.take().data()).isEmpty();
      answer(
          client, stream.take().json(), "\"error\":{\"code\":-1,\"message\":\"rejected\\u001b\"}");
      assertThat(stream.take().data()).contains("rejected", "-1").doesNotContain("\u001b");
    }
  }

  @Test
  void aCancelledCallWaitsForNoAnswer() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client("2025-11-25", ABLE);
    server.stage.answerWith(_ -> needs(Method.ELICITATION));
    try (Sse stream = client.act(1)) {
      assertThat(stream.take().data()).isEmpty();
      JsonNode question = stream.take().json();
      client.notify("notifications/cancelled", Map.of("requestId", 1));
      assertThat(stream.rest()).isEmpty();
      var late =
          client.send(
              "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{}}".formatted(question.required("id")));
      assertThat(late.status()).isEqualTo(400);
      assertThat(late.json().required("error").required("message").asString()).contains("id");
    }
  }

  @Test
  void aToolThatNeverStopsAskingIsStopped() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client("2025-11-25", ABLE);
    for (int i = 0; i < 20; i++) {
      server.stage.answerWith(_ -> new Answer.NeedsInput<>(Map.of(), Map.of()));
    }
    assertThat(client.send(TestClient.actRequest(1)).json().required("error").toString())
        .contains("10 times");
    assertThat(server.stage.ended).hasSize(10);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "\"result\":5",
        "\"result\":null",
        "\"result\":[]",
        "\"error\":{\"code\":\"x\"}",
        "\"error\":5"
      })
  void anAnswerOfAnotherShapeIsRefusedAndTheQuestionStaysOpen(String wrong) throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client("2025-11-25", ABLE);
    server.stage.answerWith(_ -> needs(Method.ROOTS)).answerWith(AskingIT::shown);
    try (Sse stream = client.act(1)) {
      assertThat(stream.take().data()).isEmpty();
      JsonNode question = stream.take().json();
      var refused =
          client.send(
              "{\"jsonrpc\":\"2.0\",\"id\":%s,%s}".formatted(question.required("id"), wrong));
      assertThat(refused.status()).isEqualTo(400);
      answer(client, question, "\"result\":{\"roots\":[]}");
      assertThat(stream.gists().getFirst()).contains("roots");
    }
  }
}
