package dev.axontask.server.conformance;

import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.DurableTasks.Failure;
import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.conformance.FixtureTask.End;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Those whose calls stand for tasks (the extension io.modelcontextprotocol/tasks). */
final class TaskTools {
  /** Long enough to be seen at work. */
  private static final Duration SHORT = Duration.ofMillis(300);

  private static final int INTERNAL_ERROR = -32603;
  private static final String NAME =
      """
      {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
      """;
  private static final String SECONDS =
      """
      {"type": "object",
       "properties": {"seconds": {"type": "number", "minimum": 0}, "label": {"type": "string"}},
       "required": ["seconds"]}
      """;
  private static final String FILENAME =
      """
      {"type": "object", "properties": {"filename": {"type": "string"}}, "required": ["filename"]}
      """;

  private final FixtureTasks tasks;

  private TaskTools(FixtureTasks tasks) {
    this.tasks = tasks;
  }

  static List<Tool> over(FixtureTasks tasks) {
    return new TaskTools(tasks).all();
  }

  private List<Tool> all() {
    return List.of(
        FixtureTool.of(
            "greet",
            "Answers at once.",
            NAME,
            call -> Samples.text("Hello, %s!".formatted(call.args().get("name")))),
        FixtureTool.of("slow_compute", "Takes its time.", SECONDS, this::slowCompute),
        FixtureTool.of("failing_job", "Fails.", inTask(_ -> fails())),
        FixtureTool.of("protocol_error_job", "Ends in an error.", inTask(_ -> breaks())),
        FixtureTool.of(
            "confirm_delete", "Asks once.", FILENAME, inTask(call -> asks(call, "confirm"))),
        FixtureTool.of("multi_input", "Asks twice.", inTask(call -> asks(call, "one", "two"))),
        FixtureTool.of("test_tool_with_task", "Asks before it starts a task.", this::askThenStart));
  }

  /** A tool that only clients of the extension can call; the function starts a task. */
  private static Tool.Handler inTask(Function<ToolCall, String> start) {
    return call ->
        call.client().speaks(FixtureTasks.EXTENSION) ? started(start.apply(call)) : needsTasks();
  }

  private static Answer<ToolResult> needsTasks() {
    return new Answer.NeedsCapability<>(
        Map.of("extensions", Map.of(FixtureTasks.EXTENSION, Map.of())));
  }

  private static ToolResult started(String id) {
    return Samples.text("Task %s was started".formatted(id)).startedTask(id);
  }

  private Answer<ToolResult> slowCompute(ToolCall call) {
    double seconds = call.args().get("seconds") instanceof Number given ? given.doubleValue() : 0;
    ToolResult result = Samples.text("Computed %s".formatted(call.args().get("label")));
    if (seconds == 0 || !call.client().speaks(FixtureTasks.EXTENSION)) {
      return result;
    }
    Duration work = Duration.ofMillis(Math.round(seconds * 1000));
    return started(tasks.startWorking(work, new End.Result(result)));
  }

  private String fails() {
    return tasks.startWorking(SHORT, new End.Result(ToolResult.failed("It failed, as it should.")));
  }

  private String breaks() {
    return tasks.startWorking(
        SHORT, new End.Broken(new Failure(INTERNAL_ERROR, "It broke, as it should.")));
  }

  private String asks(ToolCall call, String... keys) {
    Map<String, InputRequest> asked = new LinkedHashMap<>();
    for (String key : keys) {
      asked.put(key, Questions.form("Please confirm " + call.args(), "confirm", "boolean"));
    }
    return tasks.startAsking(asked, new End.Result(Samples.text("It was confirmed")));
  }

  private Answer<ToolResult> askThenStart(ToolCall call) {
    if (!call.client().speaks(FixtureTasks.EXTENSION)) {
      return needsTasks();
    }
    Optional<String> name = Questions.field(call.inputs(), "user_name", "name");
    return name.isEmpty()
        ? Questions.ask("user_name", Questions.form("What is your name?", "name", "string"))
        : started(tasks.startWorking(SHORT, new End.Result(Samples.text("Hello, " + name.get()))));
  }
}
