package dev.axontask.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The official TypeScript SDK drives the main job, over HTTP and through the bridge, while the
 * server is killed in the middle of a waiting {@code stream_task}.
 */
@Timeout(240)
class TypeScriptSdkJourneyIT {
  private static final Numbered LINES = new Numbered("line", 200, "0.1");

  @TempDir Path folder;

  @BeforeAll
  static void clientsAreInstalled() {
    NodeClient.assumeInstalled();
  }

  @Test
  void overHttpTheServersDeathCostsOneCallAndNoLine() throws InterruptedException {
    try (ServerProcess server = new ServerProcess(folder.resolve("data")).start();
        NodeClient client =
            NodeClient.start(
                Map.of("AXONTASK_URL", server.base().toString(), "AXONTASK_API_KEY", server.key()),
                "journey.mjs",
                "http",
                LINES.command())) {
      killInAWaitingCall(server, client);
      server.start();
      assertThat(client.join()).isZero();
      assertAllRead(client);
      assertThat(client.told("call_failed")).isNotEmpty();
    }
  }

  @Test
  void throughTheBridgeTheServersDeathIsAPauseAndNoLineIsLost() throws InterruptedException {
    try (ServerProcess server = new ServerProcess(folder.resolve("data")).start();
        NodeClient client =
            NodeClient.start(server.cli().environment(), "journey.mjs", "stdio", LINES.command())) {
      killInAWaitingCall(server, client);
      assertThat(client.join()).isZero();
      assertAllRead(client);
    }
  }

  private static void killInAWaitingCall(ServerProcess server, NodeClient client)
      throws InterruptedException {
    var _ = client.await("line 60", event -> Batches.stdout(event).contains("line 60\n"));
    var _ = client.await("a call that waits", event -> named(event, "progress"));
    server.kill();
  }

  private static void assertAllRead(NodeClient client) {
    List<JsonNode> batches = client.told("batch");
    StringBuilder read = new StringBuilder();
    long cursor = 0;
    for (JsonNode batch : batches) {
      for (JsonNode event : batch.required("events")) {
        assertThat(event.required("seq").asLong()).isEqualTo(++cursor);
      }
      read.append(Batches.stdout(batch));
    }
    assertThat(read.toString()).isEqualTo(LINES.output());
    assertThat(batches.getLast().required("state").asString()).isEqualTo("succeeded");
    assertThat(client.told("status").getFirst().required("exit_code").asInt()).isZero();
    assertThat(client.told("receipt").getFirst().required("receipt").asString()).isNotEmpty();
    assertThat(client.told("bye")).hasSize(1);
  }

  private static boolean named(JsonNode event, String name) {
    return event.path("event").asString("").equals(name);
  }
}
