package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every request carries in its body (basic/index, per-request protocol fields; basic/
 * versioning), and which messages are served at all (transports/streamable-http, sending messages).
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnvelopeIT {
  private static final int INVALID_PARAMS = -32602;
  private final ModernServer server = ModernServer.start();
  private final Http http = server.http();
  private final Ask list = Ask.of("tools/list").id("x");

  @AfterAll
  void stop() {
    server.close();
  }

  /** basic/index: a request missing any required field is malformed: -32602, 400. */
  @Test
  void aRequestSaysItsRevisionAndItsClientsCapabilities() throws Exception {
    Ask bare = new Ask("tools/list", "x", Map.of(), Map.of(), list.headers());
    Assert.error(bare.send(http), 400, INVALID_PARAMS, "x");
    for (String key : List.of(Ask.VERSION, Ask.CAPABILITIES)) {
      Assert.error(list.withoutMeta(key).send(http), 400, INVALID_PARAMS, "x");
      Assert.error(list.meta(key, 7).send(http), 400, INVALID_PARAMS, "x");
    }
    assertThat(bare.with("_meta", List.of()).send(http).json().at("/error/message").asString())
        .contains(Ask.VERSION);
  }

  /** basic/index: clientInfo is no more than a SHOULD. */
  @Test
  void whoTheClientIsMayStayUnsaid() throws Exception {
    Ask silent = list.withoutMeta("io.modelcontextprotocol/clientInfo");
    assertThat(silent.send(http).status()).isEqualTo(200);
  }

  /** server/utilities/logging, error handling; basic/patterns/progress: string or integer. */
  @Test
  void whatElseStandsInMetaHasItsType() throws Exception {
    Assert.error(
        list.meta("io.modelcontextprotocol/logLevel", "loud").send(http), 400, INVALID_PARAMS, "x");
    for (Object token : Arrays.asList(1.5, true, List.of(), Map.of())) {
      Assert.error(list.meta("progressToken", token).send(http), 400, INVALID_PARAMS, "x");
    }
  }

  /** basic/versioning, protocol version negotiation: -32022 with what is served and was asked. */
  @ParameterizedTest
  @ValueSource(strings = {"1900-01-01", "2026-07-29", "v999.0.0", ""})
  void aRevisionThatIsNotServedIsRefusedWithThoseThatAre(String revision) throws Exception {
    Http.Answer answer =
        list.meta(Ask.VERSION, revision).header("MCP-Protocol-Version", revision).send(http);
    Assert.error(answer, 400, -32022, "x");
    assertThat(answer.json().at("/error/data/requested").asString()).isEqualTo(revision);
    assertThat(answer.json().at("/error/data/supported/0").asString()).isEqualTo("2026-07-28");
  }

  /** Future revisions may have another envelope: the version is judged before it. */
  @Test
  void aRevisionOfTheFutureIsRefusedWhateverElseItSays() throws Exception {
    Ask future = new Ask("tools/list", "x", Map.of(), Map.of(), list.headers());
    Assert.error(future.header("MCP-Protocol-Version", "2027-01-01").send(http), 400, -32022, "x");
  }

  /** transports/streamable-http, protocol version header: 404 and -32601. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "no/such",
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe",
        "tasks/result",
        "tasks/list",
        "roots/list",
        "TOOLS/LIST"
      })
  void methodsThatAreNotOfferedAreNotFound(String method) throws Exception {
    Http.Answer answer = Ask.of(method).id(9).send(http);
    Assert.error(answer, 404, -32601, 9);
  }

  /** basic/index: -32021 and 400 with data.requiredCapabilities. */
  @Test
  void aCapabilityThatIsNotDeclaredIsNamed() throws Exception {
    Http.Answer answer = Ask.call("needs_model").id(3).send(http);
    Assert.error(answer, 400, -32021, 3);
    assertThat(answer.json().at("/error/data/requiredCapabilities/sampling").isObject()).isTrue();
  }

  /** Sending messages, 5: notifications are accepted with 202 and no body. */
  @Test
  void notificationsAreAccepted() throws Exception {
    Http.Answer answer =
        http.send(http.mcp("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}"));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.raw().body()).isEmpty();
  }

  /** Sending messages, 4: one request or notification; never a response. */
  @Test
  void responsesAndBatchesAreRefused() throws Exception {
    for (String body :
        List.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", "[" + list.body() + "]", "[]")) {
      Http.Answer answer = http.send(http.mcp(body));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().at("/error/code").asInt()).isEqualTo(-32600);
    }
  }

  /** Sending messages, 2: Accept lists both types. */
  @Test
  void aClientReadsBothJsonAndStreams() throws Exception {
    for (String accept : List.of("application/json", "text/event-stream", "text/html")) {
      Assert.error(list.header("Accept", accept).send(http), 406, -32600, "x");
    }
    assertThat(list.header("Accept", "*/*").send(http).status()).isEqualTo(200);
  }

  /** Earlier streamable HTTP revisions: both are ignored, and no session is minted. */
  @Test
  void sessionsAndEventIdsMeanNothing() throws Exception {
    Http.Answer answer =
        list.header("Mcp-Session-Id", "none").header("Last-Event-ID", "7").send(http);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Mcp-Session-Id")).isEmpty();
  }
}
