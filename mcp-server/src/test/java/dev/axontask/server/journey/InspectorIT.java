package dev.axontask.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The official Inspector's command line, in each era and where it finds out by itself. */
@Timeout(240)
class InspectorIT {
  private static final String INSPECTOR =
      "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";

  @TempDir static Path folder;
  private static @Nullable ServerProcess server;

  @BeforeAll
  static void start() throws InterruptedException {
    NodeClient.assumeInstalled();
    server = new ServerProcess(folder.resolve("data")).start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "modern", "auto"})
  void theMainJobIsDoneFromTheInspector(String era) throws IOException, InterruptedException {
    String command = "echo one; sleep 1; echo two";
    JsonNode started = call(era, "start_task", "{\"args\": {\"command\": \"" + command + "\"}}");
    String task = started.required("task_id").asString();
    // It declares the Tasks extension in the new era, and waits for the end of what it started.
    assertThat(started.path("tail").asString(""))
        .isEqualTo(era.equals("legacy") ? "" : "one\ntwo\n");
    StringBuilder read = new StringBuilder();
    JsonNode batch;
    long cursor = 0;
    do {
      batch =
          call(
              era,
              "stream_task",
              "{\"task_id\": \"%s\", \"since_seq\": %d, \"max_events\": 2}"
                  .formatted(task, cursor));
      read.append(Batches.stdout(batch));
      cursor = batch.required("next_seq").asLong();
    } while (!batch.required("done").asBoolean());
    assertThat(read.toString()).isEqualTo("one\ntwo\n");
    assertThat(batch.required("state").asString()).isEqualTo("succeeded");
    JsonNode receipt = call(era, "get_receipt", "{\"task_id\": \"%s\"}".formatted(task));
    assertThat(receipt.required("receipt").asString()).isNotEmpty();
  }

  private static JsonNode call(String era, String tool, String arguments)
      throws IOException, InterruptedException {
    JsonNode result =
        inspect(era, "tools/call", "--tool-name", tool, "--tool-args-json", arguments);
    assertThat(result.required("isError").asBoolean()).as(result.toString()).isFalse();
    return result.required("structuredContent");
  }

  private static JsonNode inspect(String era, String method, String... more)
      throws IOException, InterruptedException {
    ServerProcess at = Objects.requireNonNull(server);
    List<String> command =
        new ArrayList<>(List.of("node", INSPECTOR, "--cli", at.base().resolve("/mcp").toString()));
    command.addAll(List.of("--transport", "http", "--quiet", "--stored-auth-only"));
    command.addAll(List.of("--header", "Authorization: Bearer " + at.key()));
    command.addAll(List.of("--protocol-era", era, "--method", method));
    command.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(NodeClient.SCRIPTS.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return Rest.JSON.readTree(out);
  }
}
