package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What headers repeat of the body (transports/streamable-http, request metadata). */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeadersIT {
  private static final int MISMATCH = -32020;
  private final ModernServer server = ModernServer.start();
  private final Http http = server.http();

  @AfterAll
  void stop() {
    server.close();
  }

  /** Server validation: a required standard header is missing. */
  @ParameterizedTest
  @ValueSource(strings = {"MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"})
  void eachIsRequired(String header) throws Exception {
    Assert.error(Ask.call("greet").withoutHeader(header).send(http), 400, MISMATCH, 1);
  }

  /** Server validation: a value does not match; case sensitivity: values keep their case. */
  @ParameterizedTest
  @CsvSource({
    "MCP-Protocol-Version, 2025-11-25",
    "Mcp-Method, tools/list",
    "Mcp-Method, TOOLS/CALL",
    "Mcp-Name, Greet",
    "Mcp-Name, route",
  })
  void eachSaysWhatTheBodySays(String header, String value) throws Exception {
    Assert.error(Ask.call("greet").header(header, value).send(http), 400, MISMATCH, 1);
  }

  /** A proxy may read the first of two and the server the last. */
  @ParameterizedTest
  @ValueSource(strings = {"MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"})
  void eachIsThereOnce(String header) throws Exception {
    Ask call = Ask.call("greet");
    Http.Answer twice =
        http.send(call.request(http).header(header, call.headers().getOrDefault(header, "")));
    Assert.error(twice, 400, MISMATCH, 1);
  }

  /** Standard request headers: params.uri of resources/read, params.name of prompts/get. */
  @Test
  void resourcesAndPromptsAreNamedToo() throws Exception {
    Ask read = Ask.of("resources/read").with("uri", Shelf.NOTE);
    Assert.error(read.send(http), 400, MISMATCH, 1);
    Assert.error(read.header("Mcp-Name", "note://b").send(http), 400, MISMATCH, 1);
    assertThat(read.header("Mcp-Name", Shelf.NOTE).send(http).status()).isEqualTo(200);
    Assert.error(Ask.of("prompts/get").with("name", "greeting").send(http), 400, MISMATCH, 1);
  }

  /** ext-tasks, routing headers: Mcp-Name is params.taskId. */
  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/update", "tasks/cancel"})
  void tasksAreNamedByTheirId(String method) throws Exception {
    Ask ask = Ask.task(method, "errand-0");
    Assert.error(ask.withoutHeader("Mcp-Name").send(http), 400, MISMATCH, 1);
    Assert.error(ask.header("Mcp-Name", "errand-1").send(http), 400, MISMATCH, 1);
  }

  /** RFC 9110, 5.5: whitespace around a value is no part of it. */
  @Test
  void whitespaceAroundIsNothing() throws Exception {
    assertThat(Ask.call("greet").header("Mcp-Name", " \t greet ").send(http).status())
        .isEqualTo(200);
  }

  /** Value encoding: the server decodes before it compares. */
  @Test
  void whatIsEncodedIsDecoded() throws Exception {
    assertThat(Ask.call("greet").header("Mcp-Name", encoded("greet")).send(http).status())
        .isEqualTo(200);
    Assert.error(
        Ask.call("greet").header("Mcp-Name", encoded("Greet")).send(http), 400, MISMATCH, 1);
  }

  /** Server validation: a value contains invalid characters. */
  @Test
  void onlyVisibleAsciiStandsInAHeader() throws Exception {
    for (String value : List.of("gr\u00e9et", "greet\u00a0")) {
      Assert.error(Ask.call("greet").header("Mcp-Name", value).send(http), 400, MISMATCH, 1);
    }
  }

  /** Custom headers: each marked argument that is there has its header, wherever it lies. */
  @Test
  void markedArgumentsAreMirrored() throws Exception {
    Map<String, @Nullable Object> arguments =
        Map.of(
            "region",
            "Hello, 世界",
            "shard",
            42,
            "urgent",
            true,
            "place",
            Map.of("zone", "b"),
            "list",
            List.of("x"));
    Ask call =
        Ask.call("route", arguments)
            .header("Mcp-Param-Region", encoded("Hello, 世界"))
            .header("mcp-param-shard", "42.0")
            .header("Mcp-Param-Urgent", "true")
            .header("Mcp-Param-Zone", "b");
    Http.Answer answer = call.send(http);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    for (String header : List.of("Mcp-Param-Region", "mcp-param-shard", "Mcp-Param-Zone")) {
      Assert.error(call.withoutHeader(header).send(http), 400, MISMATCH, 1);
      Assert.error(call.header(header, "other").send(http), 400, MISMATCH, 1);
    }
    Assert.error(call.header("Mcp-Param-Urgent", "TRUE").send(http), 400, MISMATCH, 1);
  }

  /** Custom headers: null or absent arguments have none. */
  @Test
  void argumentsThatAreNotThereHaveNoHeader() throws Exception {
    assertThat(Ask.call("route", Map.of()).send(http).status()).isEqualTo(200);
    assertThat(Ask.call("route").with("arguments", nothing()).send(http).status()).isEqualTo(200);
    Assert.error(
        Ask.call("route", Map.of()).header("Mcp-Param-Region", "x").send(http), 400, MISMATCH, 1);
    assertThat(Ask.call("route", Map.of()).header("Mcp-Param-Other", "x").send(http).status())
        .isEqualTo(200);
  }

  private static Map<String, @Nullable Object> nothing() {
    Map<String, @Nullable Object> arguments = new java.util.HashMap<>();
    arguments.put("region", null);
    return arguments;
  }

  /** Custom headers: invalid Base64 is refused; what has no whole sentinel is literal. */
  @Test
  void encodingIsStrict() throws Exception {
    Ask hello = Ask.call("route", Map.of("region", "Hello"));
    for (String broken :
        List.of("=?base64?SGVsbG8?=", "=?base64?SGVs!!!bG8=?=", "=?base64?/w==?=")) {
      Assert.error(hello.header("Mcp-Param-Region", broken).send(http), 400, MISMATCH, 1);
    }
    for (String literal : List.of("SGVsbG8=", "=?base64?SGVsbG8=", "=?BASE64?SGVsbG8=?=")) {
      Ask call = Ask.call("route", Map.of("region", literal));
      assertThat(call.header("Mcp-Param-Region", literal).send(http).status()).isEqualTo(200);
    }
  }

  private static String encoded(String text) {
    return "=?base64?%s?="
        .formatted(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }
}
