package dev.axontask.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The official TypeScript SDK with mcp-remote between it and the server. */
@Timeout(240)
class McpRemoteJourneyIT {
  private static final Numbered LINES = new Numbered("line", 20, "0.05");

  @TempDir Path folder;

  @BeforeAll
  static void clientsAreInstalled() {
    NodeClient.assumeInstalled();
  }

  @Test
  void theMainJobCrossesARelayThatIsNotOurs() throws InterruptedException {
    try (ServerProcess server = new ServerProcess(folder.resolve("data")).start();
        NodeClient client =
            NodeClient.start(
                Map.of(
                    "AXONTASK_URL",
                    server.base().toString(),
                    "AXONTASK_API_KEY",
                    server.key(),
                    "MCP_REMOTE_CONFIG_DIR",
                    folder.resolve("mcp-remote").toString()),
                "journey.mjs",
                "remote",
                LINES.command())) {
      assertThat(client.join()).isZero();
      StringBuilder read = new StringBuilder();
      for (JsonNode batch : client.told("batch")) {
        read.append(Batches.stdout(batch));
      }
      assertThat(read.toString()).isEqualTo(LINES.output());
      assertThat(client.told("progress")).isNotEmpty();
      assertThat(client.told("status").getFirst().required("exit_code").asInt()).isZero();
      assertThat(client.told("receipt").getFirst().required("receipt").asString()).isNotEmpty();
    }
  }
}
