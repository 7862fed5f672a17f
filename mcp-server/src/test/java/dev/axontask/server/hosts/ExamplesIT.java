package dev.axontask.server.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.axontask.server.http.Json;
import dev.axontask.server.journey.Repository;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Each example does what its README says, against a server that runs. */
@Timeout(120)
class ExamplesIT {
  private static final Path EXAMPLES = Repository.root().resolve("examples");
  private static final String PLACEHOLDER = "/path/to/axontask/axontask";
  private static final URI SERVER = RunningServer.shared().url();

  @ParameterizedTest
  @CsvSource({
    "claude-desktop/claude_desktop_config.json, mcpServers",
    "claude-code/.mcp.json, mcpServers",
    "cursor/mcp.json, mcpServers",
    "vscode/mcp.json, servers",
  })
  void theCommandOfAConfigurationConnects(String file, String word) throws Exception {
    JsonNode entry =
        Json.tree(Files.readAllBytes(EXAMPLES.resolve(file))).required(word).required("axontask");
    assertThat(entry.required("command").asString()).isEqualTo(PLACEHOLDER);
    List<String> command = new ArrayList<>(List.of(Repository.launcher().toString()));
    entry.required("args").forEach(arg -> command.add(arg.asString()));
    try (StdioHost host =
        StdioHost.start(
            command,
            Map.of("AXONTASK_URL", SERVER.toString(), "AXONTASK_API_KEY", RunningServer.KEY))) {
      assertThat(host.initialize().required("serverInfo").required("name").asString())
          .isEqualToIgnoringCase("axontask");
      assertThat(host.end()).isZero();
    }
  }

  @Test
  void theAnthropicConnectorIsGivenWhatConnects() throws Exception {
    String answer =
        """
        {"content": [
          {"type": "mcp_tool_use", "name": "start_task", "input": {"args": {}}},
          {"type": "text", "text": "It ended well."}]}
        """;
    try (FakeApi api = new FakeApi(answer)) {
      String printed =
          ask("anthropic-api", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", api.url().toString());
      assertThat(printed).contains("[start_task {\"args\": {}}]", "It ended well.");
      FakeApi.Received request = api.take();
      assertThat(request.path()).isEqualTo("/v1/messages");
      assertThat(request.beta()).startsWith("mcp-client-");
      JsonNode server = request.body().required("mcp_servers").get(0);
      assertThat(request.body().required("tools").get(0).required("mcp_server_name"))
          .isEqualTo(server.required("name"));
      assertConnects(server.required("url"), server.required("authorization_token"));
    }
  }

  @Test
  void theOpenAiToolIsGivenWhatConnects() throws Exception {
    String answer =
        """
        {"output": [
          {"type": "mcp_call", "name": "start_task", "arguments": "{}"},
          {"type": "message", "content": [{"type": "output_text", "text": "It ended well."}]}]}
        """;
    try (FakeApi api = new FakeApi(answer)) {
      String printed =
          ask("openai-responses", "OPENAI_API_KEY", "OPENAI_BASE_URL", api.url() + "/v1");
      assertThat(printed).contains("[start_task {}]", "It ended well.");
      FakeApi.Received request = api.take();
      assertThat(request.path()).isEqualTo("/v1/responses");
      JsonNode tool = request.body().required("tools").get(0);
      assertThat(tool.required("type").asString()).isEqualTo("mcp");
      assertConnects(tool.required("server_url"), tool.required("authorization"));
    }
  }

  /** What the API's machines do with what they are given. */
  private static void assertConnects(JsonNode url, JsonNode token)
      throws IOException, InterruptedException {
    HttpRequest initialize =
        HttpRequest.newBuilder(URI.create(url.asString()))
            .header("Authorization", "Bearer " + token.asString())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(
                BodyPublishers.ofString(
                    """
                    {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":
                     "2025-11-25","capabilities":{},"clientInfo":{"name":"api","version":"1"}}}
                    """))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.send(initialize, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("serverInfo");
    }
  }

  private static String ask(String example, String keyName, String urlName, String url)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            EXAMPLES.resolve(example).resolve("ask.py").toString(), "count to three");
    builder.environment().put("AXONTASK_URL", SERVER.toString());
    builder.environment().put("AXONTASK_API_KEY", RunningServer.KEY);
    builder.environment().put(keyName, "none");
    builder.environment().put(urlName, url);
    builder.environment().put("no_proxy", "127.0.0.1");
    assumeTrue(Path.of("/usr/bin/python3").toFile().canExecute(), "these examples need Python 3");
    Process process = builder.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }
}
