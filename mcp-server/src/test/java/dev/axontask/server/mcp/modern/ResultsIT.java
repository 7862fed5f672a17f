package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What results carry (basic/index, responses; server/discover; server/utilities/caching). */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultsIT {
  private final ModernServer server = ModernServer.start();

  @AfterAll
  void stop() {
    server.close();
  }

  /** server/discover, DiscoverResult. */
  @Test
  void discoveryTellsRevisionsCapabilitiesAndInstructions() throws Exception {
    JsonNode result = result(Ask.of("server/discover"));
    assertThat(texts(result.required("supportedVersions")))
        .containsExactly("2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26");
    assertThat(result.required("instructions").asString()).isEqualTo("Take what you need.");
    JsonNode capabilities = result.required("capabilities");
    assertThat(capabilities.propertyNames())
        .containsExactlyInAnyOrder(
            "tools", "prompts", "resources", "completions", "logging", "extensions");
    assertThat(capabilities.at("/tools/listChanged").asBoolean()).isTrue();
    assertThat(capabilities.at("/resources/subscribe").asBoolean()).isTrue();
    assertThat(capabilities.required("resources").has("listChanged")).isFalse();
    assertThat(capabilities.required("extensions").propertyNames())
        .containsExactly("io.modelcontextprotocol/tasks");
  }

  /** basic/index, result responses: resultType; per-response protocol fields: serverInfo. */
  @ParameterizedTest
  @CsvSource({
    "server/discover, 300000, public",
    "tools/list, 300000, public",
    "prompts/list, 300000, public",
    "resources/list, 0, private",
    "resources/templates/list, 300000, public",
  })
  void listsAreCompleteAndCanBeKept(String method, long ttl, String scope) throws Exception {
    JsonNode result = result(Ask.of(method));
    assertComplete(result);
    assertThat(result.required("ttlMs").asLong()).isEqualTo(ttl);
    assertThat(result.required("cacheScope").asString()).isEqualTo(scope);
  }

  /** server/utilities/caching: resources/read is cacheable, calls are not. */
  @Test
  void aReadingCanBeKeptAndACallCannot() throws Exception {
    JsonNode read =
        result(Ask.of("resources/read").with("uri", Shelf.NOTE).header("Mcp-Name", Shelf.NOTE));
    assertComplete(read);
    assertThat(read.required("ttlMs").asLong()).isEqualTo(7_000);
    assertThat(read.at("/contents/0/text").asString()).isEqualTo("milk");
    JsonNode call = result(Ask.call("greet", Map.of("name", "Ada")));
    assertComplete(call);
    assertThat(call.has("ttlMs")).isFalse();
    assertThat(call.has("cacheScope")).isFalse();
    assertThat(call.at("/content/0/text").asString()).isEqualTo("Hello, Ada");
  }

  /** basic/index, requests: the id comes back as it was sent. */
  @Test
  void idsKeepTheirType() throws Exception {
    Http.Answer number = Ask.of("tools/list").id(7).send(server.http());
    assertThat(number.json().required("id").isIntegralNumber()).isTrue();
    Http.Answer text = Ask.of("tools/list").id("7").send(server.http());
    assertThat(text.json().required("id").isString()).isTrue();
  }

  /** server/resources, error handling; server/tools, error handling: answers to whole requests. */
  @Test
  void whatAMethodCannotUseIsAnErrorWithItsId() throws Exception {
    Http.Answer none =
        Ask.of("resources/read")
            .id("r")
            .with("uri", "note://none")
            .header("Mcp-Name", "note://none")
            .send(server.http());
    assertThat(none.status()).isEqualTo(200);
    assertThat(none.json().required("id").asString()).isEqualTo("r");
    assertThat(none.json().at("/error/code").asInt()).isEqualTo(-32602);
    assertThat(none.json().at("/error/data/uri").asString()).isEqualTo("note://none");
    JsonNode unknown = Ask.call("brew").send(server.http()).json();
    assertThat(unknown.at("/error/code").asInt()).isEqualTo(-32602);
    assertThat(unknown.at("/error/message").asString()).contains("brew", "greet");
  }

  @Test
  void whatNobodyExpectedIsAnErrorWithItsIdAndWithoutInternals() throws Exception {
    Http.Answer broken =
        Ask.of("prompts/get")
            .id("b")
            .with("name", "broken")
            .header("Mcp-Name", "broken")
            .send(server.http());
    assertThat(broken.status()).isEqualTo(500);
    assertThat(broken.json().required("id").asString()).isEqualTo("b");
    assertThat(broken.json().at("/error/code").asInt()).isEqualTo(-32603);
    assertThat(broken.raw().body()).doesNotContain("secret", "Exception");
  }

  private JsonNode result(Ask ask) throws Exception {
    Http.Answer answer = ask.send(server.http());
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    return answer.json().required("result");
  }

  private static void assertComplete(JsonNode result) {
    assertThat(result.required("resultType").asString()).isEqualTo("complete");
    JsonNode info = result.required("_meta").required("io.modelcontextprotocol/serverInfo");
    assertThat(info.required("name").asString()).isEqualTo("axontask");
    assertThat(info.required("version").asString()).isEqualTo("1.2.3");
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
  }
}
