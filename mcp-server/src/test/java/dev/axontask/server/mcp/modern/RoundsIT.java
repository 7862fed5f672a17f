package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Requests that take several round trips (basic/patterns/mrtr). */
@Timeout(60)
class RoundsIT {
  private static final int INVALID_PARAMS = -32602;
  private static final Map<String, @Nullable Object> FORMS = Map.of("elicitation", Map.of());
  private static final Map<String, @Nullable Object> ANSWER =
      Map.of("name", Map.of("action", "accept", "content", "Ada"));
  private final ModernServer server = ModernServer.start();
  private final Http http = server.http();
  private final Ask ask = Ask.call("ask").able(FORMS);

  @AfterEach
  void stop() {
    server.close();
  }

  /** InputRequiredResult; interim results carry no caching hints (server/utilities/caching). */
  @Test
  void aQuestionIsAResultWithItsRequestsAndItsState() throws Exception {
    JsonNode result = result(ask);
    assertThat(result.at("/resultType").asString()).isEqualTo("input_required");
    assertThat(result.at("/inputRequests/name/method").asString()).isEqualTo("elicitation/create");
    assertThat(result.at("/inputRequests/name/params/message").asString()).isEqualTo("Your name?");
    assertThat(result.at("/requestState").asString()).doesNotContain("step").hasSizeGreaterThan(60);
    assertThat(result.has("ttlMs")).isFalse();
    assertThat(result.at("/_meta").propertyNames()).hasSize(1);
  }

  @Test
  void theRetryIsAnsweredWithWhatWasBroughtBack() throws Exception {
    JsonNode done = result(ask.id(2).with("inputResponses", ANSWER).with("requestState", state()));
    assertThat(done.at("/resultType").asString()).isEqualTo("complete");
    assertThat(done.at("/content/0/text").asString()).isEqualTo("Hello, Ada, after step 1");
  }

  /** Any server with the fleet's secret goes on. */
  @Test
  void anotherServerOfTheFleetGoesOn() throws Exception {
    Ask retry = ask.with("inputResponses", ANSWER).with("requestState", state());
    try (ModernServer other = ModernServer.start()) {
      assertThat(retry.send(other.http()).json().at("/result/resultType").asString())
          .isEqualTo("complete");
    }
    byte[] otherSecret = new byte[32];
    Arrays.fill(otherSecret, (byte) 1);
    try (ModernServer stranger = ModernServer.start(otherSecret)) {
      Assert.error(retry.send(stranger.http()), 400, INVALID_PARAMS, 1);
    }
  }

  /** Server requirements, 4: state that fails verification is rejected. */
  @Test
  void aStateThatWasTouchedIsRejected() throws Exception {
    String state = state();
    for (Object touched :
        Arrays.asList(state + "-TAMPERED", state.substring(1), "", "x", 7, Map.of())) {
      Ask retry = ask.with("inputResponses", ANSWER).with("requestState", touched);
      Assert.error(retry.send(http), 400, INVALID_PARAMS, 1);
    }
    char[] flipped = state.toCharArray();
    flipped[40] = flipped[40] == 'A' ? 'B' : 'A';
    Assert.error(ask.with("requestState", new String(flipped)).send(http), 400, INVALID_PARAMS, 1);
  }

  /** Server requirements, 5: a short expiry. */
  @Test
  void aStateLastsTenMinutes() throws Exception {
    Ask retry = ask.with("inputResponses", ANSWER).with("requestState", state());
    server.later(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(retry.send(http).status()).isEqualTo(200);
    server.later(Duration.ofSeconds(1));
    Assert.error(retry.send(http), 400, INVALID_PARAMS, 1);
  }

  /** Server requirements, 5: the originating request. */
  @Test
  void aStateIsForItsOwnRequest() throws Exception {
    String state = state();
    Ask otherTool = Ask.call("later").with("requestState", state);
    Assert.error(otherTool.send(http), 400, INVALID_PARAMS, 1);
    Ask otherArguments = ask.with("arguments", Map.of("a", 1)).with("requestState", state);
    Assert.error(otherArguments.send(http), 400, INVALID_PARAMS, 1);
    Ask otherMethod =
        Ask.of("prompts/get")
            .with("name", "ask")
            .header("Mcp-Name", "ask")
            .with("requestState", state);
    Assert.error(otherMethod.send(http), 400, INVALID_PARAMS, 1);
  }

  /** Core types: at least one of the two; nothing to ask for leaves the state. */
  @Test
  void aStateCanComeAlone() throws Exception {
    JsonNode result = result(Ask.call("later"));
    assertThat(result.has("inputRequests")).isFalse();
    assertThat(result.at("/requestState").asString()).isNotEmpty();
  }

  /** Server requirements, 6: only what the client declared; otherwise -32021. */
  @Test
  void nobodyIsAskedForWhatTheyCannot() throws Exception {
    Http.Answer no = ask.able(Map.of()).send(http);
    Assert.error(no, 400, -32021, 1);
    assertThat(no.json().at("/error/data/requiredCapabilities/elicitation").isObject()).isTrue();
    Http.Answer noForms = ask.able(Map.of("elicitation", Map.of("url", Map.of()))).send(http);
    Assert.error(noForms, 400, -32021, 1);
    Http.Answer noUrl = Ask.call("ask_url").able(FORMS).send(http);
    Assert.error(noUrl, 400, -32021, 1);
    assertThat(noUrl.json().at("/error/data/requiredCapabilities/elicitation/url").isObject())
        .isTrue();
    Assert.error(Ask.call("ask_model").able(FORMS).send(http), 400, -32021, 1);
    Ask able = Ask.call("ask_model").able(Map.of("sampling", Map.of()));
    assertThat(able.send(http).status()).isEqualTo(200);
  }

  /** Error handling: InputResponses are validated; what is missing is asked for again. */
  @Test
  void responsesAreObjectsAndMissingOnesAreAskedForAgain() throws Exception {
    for (Object wrong : Arrays.asList(null, 1, Map.of("name", 12345))) {
      Assert.error(ask.with("inputResponses", wrong).send(http), 400, INVALID_PARAMS, 1);
    }
    Ask other = ask.with("inputResponses", Map.of("wrong", Map.of("action", "accept")));
    assertThat(result(other).at("/resultType").asString()).isEqualTo("input_required");
  }

  private String state() throws Exception {
    return result(ask).at("/requestState").asString();
  }

  private JsonNode result(Ask request) throws Exception {
    Http.Answer answer = request.send(http);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    return answer.json().required("result");
  }
}
