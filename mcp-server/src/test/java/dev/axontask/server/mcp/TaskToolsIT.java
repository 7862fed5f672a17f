package dev.axontask.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.http.Json;
import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The official Java SDK's client uses the tools; every structured result matches its schema. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskToolsIT {
  private static final BigInteger BEYOND_64_BITS = BigInteger.ONE.shiftLeft(70);

  private final BlockingQueue<ProgressNotification> progress = new LinkedBlockingQueue<>();
  private McpSyncClient client;
  private Map<String, Tool> tools;

  @BeforeAll
  void connect() {
    client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder(RunningServer.shared().url().toString())
                    .requestBuilder(
                        HttpRequest.newBuilder()
                            .header("Authorization", "Bearer " + RunningServer.KEY))
                    .build())
            .requestTimeout(Duration.ofSeconds(60))
            .progressConsumer(progress::add)
            .build();
    var _ = client.initialize();
    tools = client.listTools().tools().stream().collect(Collectors.toMap(Tool::name, tool -> tool));
  }

  @AfterAll
  void disconnect() {
    client.close();
  }

  @Test
  void eachSaysWhatItDoes() {
    assertThat(tools.keySet())
        .containsExactlyInAnyOrder(
            "start_task",
            "stream_task",
            "wait_task",
            "send_input",
            "get_task_status",
            "cancel_task",
            "resume_task",
            "get_receipt",
            "list_tasks",
            "redrive_task");
    assertThat(tools.values())
        .allSatisfy(tool -> {
          assertThat(tool.title()).isNotEmpty();
          assertThat(tool.annotations()).isNotNull();
          assertThat(tool.outputSchema()).containsEntry("additionalProperties", false);
          assertThat(tool.inputSchema()).containsEntry("additionalProperties", false);
        });
  }

  @Test
  void aTaskIsStartedReadInPiecesAndProven() {
    String task = start("{i}\n", 40, 3);
    StringBuilder output = new StringBuilder();
    long since = 0;
    boolean done = false;
    while (!done) {
      JsonNode page =
          call("stream_task", Map.of("task_id", task, "since_seq", since, "max_bytes", 20));
      since = page.required("next_seq").asLong();
      done = page.required("done").asBoolean();
      page.required("events")
          .forEach(event -> output.append(event.path("payload").path("text").asString("")));
    }
    assertThat(output.toString().lines()).hasSize(40).startsWith("1").endsWith("40");

    JsonNode status = call("get_task_status", Map.of("task_id", task));
    assertThat(status.required("state").asString()).isEqualTo("failed");
    assertThat(status.required("exit_code").asInt()).isEqualTo(3);
    assertThat(status.required("last_seq").asLong()).isEqualTo(since);
    assertThat(call("get_receipt", Map.of("task_id", task)).required("receipt").asString())
        .isNotEmpty();
    assertThat(call("list_tasks", Map.of("state", "failed", "limit", 100)).toString())
        .contains(task);
  }

  @Test
  void comingBackTellsWhatWasMissed() {
    JsonNode started =
        call("start_task", Map.of("adapter", "mock", "args", Map.of("exit_code", 0)));
    String task = started.required("task_id").asString();
    JsonNode all = call("stream_task", Map.of("task_id", task));
    long last = all.required("next_seq").asLong();
    JsonNode resumed =
        call("resume_task", Map.of("resume_token", started.required("resume_token").asString()));
    assertThat(resumed.required("missed_events").asLong()).isEqualTo(last);
    assertThat(resumed.required("events")).isEqualTo(all.required("events"));
    JsonNode nothing =
        call(
            "resume_task",
            Map.of(
                "task_id",
                task,
                "last_seq",
                last,
                "last_hash",
                all.required("head_hash").asString()));
    assertThat(nothing.required("events")).isEmpty();
    assertThat(
            refused(
                "resume_task",
                Map.of("task_id", task, "last_seq", last, "last_hash", "0".repeat(64))))
        .startsWith("chain_mismatch");
  }

  @Test
  void filteredEventsStillMoveTheCursor() {
    String task = start("x\n", 3, 0);
    var _ = call("stream_task", Map.of("task_id", task));
    JsonNode none = call("stream_task", Map.of("task_id", task, "kinds", List.of("progress")));
    assertThat(none.required("events")).isEmpty();
    assertThat(none.required("done").asBoolean()).isTrue();
    JsonNode status = call("get_task_status", Map.of("task_id", task));
    assertThat(none.required("next_seq")).isEqualTo(status.required("last_seq"));
  }

  @Test
  void aWaitThatEndsIsNoEndAndTellsHowItGoes(@TempDir Path folder) throws Exception {
    Path go = folder.resolve("go");
    String task =
        call(
                "start_task",
                Map.of(
                    "adapter",
                    "mock",
                    "args",
                    Map.of(
                        "events",
                        List.of(Map.of("stdout", "a"), Map.of("wait_for", go.toString())))))
            .required("task_id")
            .asString();
    progress.clear();
    CallToolResult waited =
        client.callTool(
            CallToolRequest.builder("stream_task")
                .arguments(Map.of("task_id", task, "wait_s", 1))
                .progressToken("token-1")
                .build());
    assertThat(structured("stream_task", waited).required("done").asBoolean()).isFalse();
    assertThat(text(waited)).contains("running").contains("since_seq");
    assertThat(progress.take().progressToken()).isEqualTo("token-1");
    JsonNode canceled = call("cancel_task", Map.of("task_id", task, "reason", "enough"));
    assertThat(canceled.required("canceled").asBoolean()).isTrue();
    JsonNode end = call("stream_task", Map.of("task_id", task));
    assertThat(end.required("state").asString()).isEqualTo("canceled");
    assertThat(call("cancel_task", Map.of("task_id", task)).required("canceled").asBoolean())
        .isFalse();
    Files.createFile(go);
  }

  @Test
  void aWaitEndsAtALineAndThenAtTheEnd(@TempDir Path folder) throws Exception {
    Path go = folder.resolve("go");
    List<Object> steps =
        List.of(
            Map.of("stdout", "starting\nlistening on \u001b[1m8080\u001b[0m\n"),
            Map.of("wait_for", go.toString()));
    String task =
        call("start_task", Map.of("adapter", "mock", "args", Map.of("events", steps)))
            .required("task_id")
            .asString();
    CallToolResult matched =
        client.callTool(
            CallToolRequest.builder("wait_task")
                .arguments(Map.of("task_id", task, "pattern", "listening on"))
                .build());
    assertThat(text(matched)).contains("listening on \\x1b[1m8080").contains("running");
    JsonNode line = structured("wait_task", matched);
    assertThat(line.required("matched").asBoolean()).isTrue();
    assertThat(line.required("line").asString()).startsWith("listening on");
    long next = line.required("next_seq").asLong();
    JsonNode out =
        call(
            "wait_task",
            Map.of("task_id", task, "since_seq", next, "pattern", "listening on", "wait_s", 0));
    assertThat(out.required("reason").asString()).isEqualTo("timeout");
    JsonNode silent = call("wait_task", Map.of("task_id", task, "silence_s", 1));
    assertThat(silent.required("reason").asString()).isEqualTo("silent");
    Files.createFile(go);
    JsonNode end = call("wait_task", Map.of("task_id", task, "since_seq", next));
    assertThat(end.required("reason").asString()).isEqualTo("ended");
    assertThat(end.required("exit_code").asInt()).isEqualTo(0);
  }

  @Test
  void invisibleCharactersAreShownToTheModel() {
    String task = start("\u001b[31mred\u202e\u200b\n", 1, 0);
    CallToolResult result =
        client.callTool(
            CallToolRequest.builder("stream_task").arguments(Map.of("task_id", task)).build());
    assertThat(text(result)).contains("\\x1b[31mred\\u{202e}\\u{200b}").doesNotContain("\u202e");
    assertThat(
            structured("stream_task", result)
                .required("events")
                .get(1)
                .path("payload")
                .path("text")
                .asString(""))
        .contains("\u202e");
  }

  @Test
  void whatIsWrongIsSaidWithWhatIsAllowed(@TempDir Path folder) {
    String unknown = "018f0000-0000-7000-8000-000000000000";
    String running =
        call(
                "start_task",
                Map.of(
                    "adapter",
                    "mock",
                    "args",
                    Map.of("events", List.of(Map.of("wait_for", folder.resolve("x").toString())))))
            .required("task_id")
            .asString();
    assertThat(refused("get_receipt", Map.of("task_id", running))).startsWith("task_not_finished");
    var _ = call("cancel_task", Map.of("task_id", running));
    for (String tool :
        List.of(
            "stream_task",
            "wait_task",
            "get_task_status",
            "cancel_task",
            "resume_task",
            "get_receipt")) {
      assertThat(refused(tool, Map.of("task_id", unknown))).startsWith("not_found");
      assertThat(refused(tool, Map.of("task_id", "x"))).startsWith("validation_error");
      assertThat(refused(tool, Map.of("task_id", 7))).contains("task_id");
      assertThat(refused(tool, Map.of("task_id", unknown, "colour", 1))).contains("colour");
    }
    assertThat(refused("start_task", Map.of("adapter", "teapot", "args", Map.of())))
        .contains("teapot", "mock");
    assertThat(refused("start_task", Map.of("adapter", "mock"))).contains("args");
    assertThat(refused("start_task", Map.of("adapter", "mock", "args", Map.of("x", 1))))
        .contains("x");
    assertThat(refused("stream_task", Map.of("task_id", running, "wait_s", 51)))
        .contains("wait_s", "50");
    assertThat(refused("stream_task", Map.of("task_id", running, "since_seq", 9_999)))
        .contains("since_seq");
    assertThat(refused("wait_task", Map.of("task_id", running, "pattern", "(?=x)")))
        .contains("pattern", "RE2");
    assertThat(refused("wait_task", Map.of("task_id", running, "pattern", "((a{999}){999}){999}")))
        .contains("pattern", "too large");
    assertThat(refused("send_input", Map.of("task_id", unknown, "text", "x")))
        .startsWith("not_found");
    assertThat(refused("send_input", Map.of("task_id", running, "text", "x")))
        .startsWith("conflict");
    assertThat(refused("send_input", Map.of("task_id", running, "text", "x", "signal", "INT")))
        .contains("signal cannot go with text");
    assertThat(refused("send_input", Map.of("task_id", running, "signal", "KILL")))
        .contains("TERM", "WINCH");
    assertThat(refused("send_input", Map.of("task_id", running))).contains("empty");
    assertThat(refused("send_input", Map.of("task_id", running, "base64", "*"))).contains("Base64");
    assertThat(refused("list_tasks", Map.of("state", "happy"))).contains("succeeded");
    assertThat(refused("stream_task", Map.of("task_id", running, "since_seq", BEYOND_64_BITS)))
        .contains("since_seq");
    assertThat(refused("cancel_task", Map.of("task_id", running, "grace_s", 1e99)))
        .contains("too large");
    assertThat(refused("list_tasks", Map.of("cursor", "x"))).contains("next_cursor");
    assertThat(refused("list_tasks", Map.of("tag", "\0"))).contains("NUL");
  }

  @Test
  void aDeadLetterIsStartedAgainOnceAndWhatIsNoneIsSentWhereItBelongs() throws Exception {
    Map<String, Object> busy = Map.of("code", "busy", "message", "No room.", "transient", true);
    Map<String, Object> args = Map.of("fail", busy, "target", "redrive");
    Map<String, Object> dead = Map.of("adapter", "mock", "max_attempts", 2, "args", args);
    List<String> letters = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      letters.add(call("start_task", dead).required("task_id").asString());
      call("wait_task", Map.of("task_id", letters.get(i)));
    }
    Map<String, Object> first = Map.of("task_id", letters.getFirst());
    Map<String, Object> second = Map.of("task_id", letters.getLast());
    assertThat(call("get_task_status", first).required("dead_letter_reason").asString())
        .isEqualTo("attempts_exhausted");

    String again = call("redrive_task", first).required("task_id").asString();
    assertThat(call("redrive_task", first).required("deduplicated").asBoolean()).isTrue();
    assertThat(call("get_task_status", first).required("redriven_as").asString()).isEqualTo(again);
    assertThat(call("get_task_status", Map.of("task_id", again)).required("redrive_of").asString())
        .isEqualTo(letters.getFirst());

    Http http = new Http(RunningServer.shared().url());
    for (String letter : letters) {
      assertThat(http.delete("/api/dlq/" + letter).status()).isEqualTo(200);
    }
    assertThat(refused("redrive_task", first)).contains("left the list", again);
    assertThat(refused("redrive_task", second)).contains("left the list", "start_task");
    String failed = start("x\n", 1, 3);
    call("wait_task", Map.of("task_id", failed));
    assertThat(refused("redrive_task", Map.of("task_id", failed)))
        .contains("ended as failed", "start_task");
  }

  private String start(String line, int times, int exitCode) {
    Map<String, Object> args = new HashMap<>();
    args.put("events", List.of(Map.of("stdout", line, "repeat", times)));
    args.put("exit_code", exitCode);
    return call("start_task", Map.of("adapter", "mock", "args", args))
        .required("task_id")
        .asString();
  }

  private JsonNode call(String tool, Map<String, Object> arguments) {
    return structured(
        tool, client.callTool(CallToolRequest.builder(tool).arguments(arguments).build()));
  }

  private JsonNode structured(String tool, CallToolResult result) {
    assertThat(result.isError()).as(text(result)).isFalse();
    Tool declared = Objects.requireNonNull(tools.get(tool));
    assertThat(McpMessages.problems(declared.outputSchema(), result.structuredContent())).isEmpty();
    return Json.MAPPER.valueToTree(result.structuredContent());
  }

  private String refused(String tool, Map<String, Object> arguments) {
    CallToolResult result =
        client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    assertThat(result.isError()).isTrue();
    assertThat(result.structuredContent()).isNull();
    assertThat(text(result)).doesNotContain("Exception", "\tat ", "dev.axontask");
    return text(result);
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }
}
