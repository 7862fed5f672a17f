package dev.axontask.server.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.http.Json;
import dev.axontask.server.journey.Mcp;
import dev.axontask.server.journey.Rest;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What models pay for, in characters as they are written, against budgets. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetsIT {
  /** Some hosts cut descriptions off at 2 KB. */
  private static final int DESCRIPTION = 2_048;

  /** Every conversation begins with all of them: about 1,400 tokens. */
  private static final int ALL_DESCRIPTIONS = 5_600;

  /** {@code tools/list} with its schemas: about 5,000 tokens. */
  private static final int TOOLS_LIST = 22_500;

  /** Of the text, in the worst case; and of a whole usual result. */
  private static final int STATUS = 600;

  /** Of a whole result with the longest name, error and progress. */
  private static final int WORST_STATUS = 2_500;

  private static final int STARTED = 700;

  /** Of the text, over the output itself. */
  private static final double OVERHEAD = 1.15;

  /**
   * Of any whole result, unless more is asked for: the least that a common host takes is 10,000
   * tokens.
   */
  private static final int RESULT = 40_000;

  private static final String LINE = "a line of some forty characters of output\n";

  private final Rest rest = new Rest(RunningServer.shared().url(), RunningServer.KEY);
  private final Mcp mcp = new Mcp(rest);

  @AfterAll
  void hangUp() {
    rest.close();
  }

  @Test
  void descriptionsAreShortAndSoIsTheList(TestReporter reporter) throws Exception {
    JsonNode list = mcp.request("tools/list", Map.of());
    int all = 0;
    for (JsonNode tool : list.required("tools")) {
      String name = tool.required("name").asString();
      int length = tool.required("description").asString().length();
      reporter.publishEntry(name, length + " characters of description");
      assertThat(length).as(name).isBetween(100, DESCRIPTION - 1);
      all += length;
    }
    int written = Json.text(list).length();
    reporter.publishEntry("tools/list", written + " characters, " + all + " of descriptions");
    assertThat(all).isLessThanOrEqualTo(ALL_DESCRIPTIONS);
    assertThat(written).isLessThanOrEqualTo(TOOLS_LIST);
  }

  @Test
  void startingAndGlancingCostAFewLines(TestReporter reporter) throws Exception {
    JsonNode started =
        result("start_task", Map.of("adapter", "mock", "name", "tests", "args", Map.of()));
    assertThat(Json.text(started).length()).isLessThanOrEqualTo(STARTED);
    String task = started.required("structuredContent").required("task_id").asString();
    var _ = result("stream_task", Map.of("task_id", task));
    JsonNode status = result("get_task_status", Map.of("task_id", task));
    reporter.publishEntry("start_task", Json.text(started).length() + " characters");
    reporter.publishEntry("get_task_status", Json.text(status).length() + " characters");
    assertThat(Json.text(status).length()).isLessThanOrEqualTo(STATUS);
  }

  @Test
  void aStatusStaysShortWhateverTheTaskSays() throws Exception {
    String long4000 = "\u001b[31m error ".repeat(400);
    Map<String, Object> args =
        Map.of(
            "events",
            List.of(Map.of("progress", 0.5, "message", "\u202e".repeat(900))),
            "fail",
            Map.of("code", "too_bad", "message", long4000));
    String task = start(Map.of("adapter", "mock", "name", "\u202e".repeat(200), "args", args));
    var _ = result("stream_task", Map.of("task_id", task));
    JsonNode status = result("get_task_status", Map.of("task_id", task));
    assertThat(text(status)).contains("too_bad").hasSizeLessThan(STATUS);
    assertThat(Json.text(status).length()).isLessThanOrEqualTo(WORST_STATUS);
  }

  @Test
  void aWaitCostsAFewLinesWhateverTheOutput(TestReporter reporter) throws Exception {
    String task = output("\u202e".repeat(5_000) + "ready\n", 50);
    JsonNode ended = result("wait_task", Map.of("task_id", task));
    assertThat(Json.text(ended).length()).isLessThanOrEqualTo(STATUS);
    JsonNode matched = result("wait_task", Map.of("task_id", task, "pattern", "ready"));
    reporter.publishEntry("wait_task", Json.text(matched).length() + " characters at most");
    assertThat(matched.required("structuredContent").required("line").asString()).contains("ready");
    assertThat(Json.text(matched).length()).isLessThanOrEqualTo(2 * WORST_STATUS);
  }

  @Test
  void outputCostsLittleMoreThanItself(TestReporter reporter) throws Exception {
    String task = output(LINE, 400);
    for (String tool : List.of("stream_task", "resume_task")) {
      JsonNode result = result(tool, Map.of("task_id", task));
      double overhead = (double) text(result).length() / raw(result);
      reporter.publishEntry(tool, "text is %.2f of the output".formatted(overhead));
      assertThat(overhead).as(tool).isLessThanOrEqualTo(OVERHEAD);
      assertThat(Json.text(result).length()).as(tool).isLessThanOrEqualTo(RESULT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\0", "\u001b[31mred\u001b[0m \"quoted\"\\\n", "😀é\n", "\u202e"})
  void noOutputMakesAResultTooLargeAndNoneIsLost(String piece) throws Exception {
    int count = 30_000 / piece.getBytes(StandardCharsets.UTF_8).length;
    String task = output(piece.repeat(count), 3);
    assertThat(readInPieces(task)).isEqualTo(piece.repeat(count * 3));
  }

  @Test
  void bytesAndManySmallEventsStayBelowItToo() throws Exception {
    byte[] bytes = new byte[30_000];
    new Random(3).nextBytes(bytes);
    Map<String, Object> step =
        Map.of("stdout_base64", Base64.getEncoder().encodeToString(bytes), "repeat", 2);
    String binary = start(Map.of("adapter", "mock", "args", Map.of("events", List.of(step))));
    assertThat(readInPieces(binary)).isEqualTo(latin1(bytes).repeat(2));
    assertThat(readInPieces(output("x", 2_000))).isEqualTo("x".repeat(2_000));
  }

  /**
   * Reads as a program does that heeds {@code cut_bytes}; holds each default result against the
   * budget.
   */
  private String readInPieces(String task) throws IOException, InterruptedException {
    StringBuilder all = new StringBuilder();
    long since = 0;
    boolean done = false;
    while (!done) {
      JsonNode result = result("stream_task", Map.of("task_id", task, "since_seq", since));
      assertThat(Json.text(result).length()).isLessThanOrEqualTo(RESULT);
      JsonNode read = result.required("structuredContent");
      for (JsonNode event : read.required("events")) {
        all.append(output(event.has("cut_bytes") ? whole(task, event, text(result)) : event));
      }
      assertThat(read.required("next_seq").asLong()).isGreaterThan(since);
      since = read.required("next_seq").asLong();
      done = read.required("done").asBoolean();
    }
    return all.toString();
  }

  /** The event again, by the call that the text names. */
  private JsonNode whole(String task, JsonNode event, String text)
      throws IOException, InterruptedException {
    Matcher advice =
        Pattern.compile("since_seq (\\d+), max_events 1 and max_bytes (\\d+)]").matcher(text);
    assertThat(advice.find()).isTrue();
    Map<String, Object> args = new HashMap<>();
    args.put("task_id", task);
    args.put("since_seq", Long.valueOf(advice.group(1)));
    args.put("max_events", 1);
    args.put("max_bytes", Long.valueOf(advice.group(2)));
    JsonNode again =
        result("stream_task", args).required("structuredContent").required("events").get(0);
    assertThat(again.required("seq")).isEqualTo(event.required("seq"));
    assertThat(again.has("cut_bytes")).isFalse();
    return again;
  }

  private static String output(JsonNode event) {
    JsonNode payload = event.required("payload");
    return payload.has("base64")
        ? latin1(Base64.getDecoder().decode(payload.required("base64").asString()))
        : payload.path("text").asString("");
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static int raw(JsonNode result) {
    int raw = 0;
    for (JsonNode event : result.required("structuredContent").required("events")) {
      raw += output(event).length();
    }
    return raw;
  }

  private String output(String text, int times) throws IOException, InterruptedException {
    return start(
        Map.of(
            "adapter",
            "mock",
            "args",
            Map.of("events", List.of(Map.of("stdout", text, "repeat", times)))));
  }

  private String start(Map<String, Object> arguments) throws IOException, InterruptedException {
    return result("start_task", arguments)
        .required("structuredContent")
        .required("task_id")
        .asString();
  }

  private JsonNode result(String tool, Map<String, Object> arguments)
      throws IOException, InterruptedException {
    JsonNode result = mcp.request("tools/call", Map.of("name", tool, "arguments", arguments));
    assertThat(result.path("isError").asBoolean(false)).as(result.toString()).isFalse();
    return result;
  }

  private static String text(JsonNode result) {
    return result.required("content").get(0).required("text").asString();
  }
}
