package dev.axontask.server.tools;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.input.Sent;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.view.SentProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code send_input}: text, the end of file or a signal to work that runs. */
final class SendInput {
  private SendInput() {}

  static Tool tool(Engine engine) {
    return new Tool(
        "send_input",
        "Send input to a task",
        """
        Write text to the standard input of a running task, close it (eof), or send it a signal. \
        A shell task takes text only if it was started with "interactive": true in args; signals always. Text is written as it is, so end a line with \\n. \
        It is recorded in the task's log: send no passwords.
        Returns seq; see the reaction with wait_task or stream_task and since_seq set to it. After a lost answer repeat the call with the same input_id: it is sent once.
        """
            .strip(),
        new Fields().must("task_id", Fields.taskId()).and(InputArgs.fields()).object(),
        new Fields()
            .must("seq", Types.about(Types.whole(1), "Of its event; pass it as since_seq."))
            .must("deduplicated", Types.about(Types.flag(), "It had been sent before."))
            .object(),
        new Tool.Hints(false, false, false, true),
        call -> send(engine, call));
  }

  private static ToolResult send(Engine engine, ToolCall call) {
    Args args = new Args(call.args());
    Optional<TaskId> id = TaskId.parse(String.valueOf(args.text("task_id")));
    if (id.isEmpty()) {
      return Refusals.notAnId();
    }
    return switch (InputArgs.read(args)) {
      case InputArgs.Read.Wrong(FieldProblem problem) -> ToolResult.invalid(List.of(problem));
      case InputArgs.Read.Right(var sending) ->
          result(id.get(), engine.inputs().send(call.caller(), id.get(), sending));
    };
  }

  private static ToolResult result(TaskId id, Sent sent) {
    return switch (sent) {
      case Sent.NotFound none -> Refusals.noSuchTask(id);
      case Sent.Invalid(var problems) -> ToolResult.invalid(problems);
      case Sent.Accepted(long seq, boolean deduplicated) -> accepted(seq, deduplicated);
      case Sent.Refused refused -> Refusals.of(SentProblem.of(refused));
    };
  }

  private static ToolResult accepted(long seq, boolean deduplicated) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("seq", seq);
    json.put("deduplicated", deduplicated);
    String text = deduplicated ? "It had been sent before" : "Sent";
    return ToolResult.of(
        "%s. See what it does: wait_task or stream_task with since_seq %d.".formatted(text, seq),
        json);
  }
}
