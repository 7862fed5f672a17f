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

/** The official TypeScript SDK of 2026-07-28, and the official client of the Tasks extension. */
@Timeout(240)
class ModernSdkJourneyIT {
  private static final Numbered LINES = new Numbered("line", 40, "0.1");

  @TempDir Path folder;

  @BeforeAll
  static void clientsAreInstalled() {
    NodeClient.assumeInstalled();
  }

  @Test
  void overHttpAStartedTaskIsATaskOfTheExtension() throws InterruptedException {
    try (ServerProcess server = new ServerProcess(folder.resolve("data")).start();
        NodeClient client =
            NodeClient.start(
                Map.of("AXONTASK_URL", server.base().toString(), "AXONTASK_API_KEY", server.key()),
                "modern.mjs",
                "http",
                LINES.command())) {
      assertThat(client.join()).isZero();
      assertMainJob(client);
      JsonNode started = client.told("started").getFirst();
      assertThat(started.required("kind").asString()).isEqualTo("task");
      assertThat(client.told("notified").toString())
          .contains("notifications/tasks", taskId(client), "\"completed\"");
      JsonNode settled = client.told("settled").getFirst();
      assertThat(settled.required("status").asString()).isEqualTo("completed");
      JsonNode result = settled.required("result").required("structuredContent");
      assertThat(result.required("exit_code").asInt()).isZero();
      assertThat(result.required("tail").asString()).endsWith("line 40\n");
      JsonNode asked = client.told("asked").getFirst();
      assertThat(asked.required("delivery").asString()).isEqualTo("task-update");
      assertThat(asked.toString()).contains("Which colour?");
      JsonNode answered = client.told("answered").getFirst().required("result");
      assertThat(answered.required("structuredContent").required("tail").asString())
          .contains("colour=green");
      assertThat(client.told("cancelled").getFirst().required("status").asString())
          .isEqualTo("cancelled");
    }
  }

  @Test
  void throughTheBridgeTheSameRevisionIsSpoken() throws InterruptedException {
    try (ServerProcess server = new ServerProcess(folder.resolve("data")).start();
        NodeClient client =
            NodeClient.start(server.cli().environment(), "modern.mjs", "stdio", LINES.command())) {
      assertThat(client.join()).isZero();
      assertMainJob(client);
    }
  }

  private static String taskId(NodeClient client) {
    return client.told("started").getFirst().required("task_id").asString();
  }

  private static void assertMainJob(NodeClient client) {
    assertThat(client.told("connected").getFirst().required("era").asString()).isEqualTo("modern");
    List<JsonNode> batches = client.told("batch");
    StringBuilder read = new StringBuilder();
    for (JsonNode batch : batches) {
      read.append(Batches.stdout(batch));
    }
    assertThat(read.toString()).isEqualTo(LINES.output());
    assertThat(batches.getLast().required("state").asString()).isEqualTo("succeeded");
    assertThat(client.told("receipt").getFirst().required("receipt").asString()).isNotEmpty();
    assertThat(client.told("bye")).hasSize(1);
  }
}
