package dev.axontask.server.tools;

import dev.axontask.engine.Engine;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.Cancellation;
import dev.axontask.engine.task.Task;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code cancel_task}: the only way to stop a task before its time. */
final class CancelTask {
  private CancelTask() {}

  static Tool tool(Engine engine) {
    return new Tool(
        "cancel_task",
        "Stop a task",
        """
        Stop a task. One that has not started ends at once; a running one is asked to end (SIGTERM) and killed after grace_s seconds (default 10). \
        canceled is true when the task was, or is being, stopped, and false when it had ended before. \
        Read the end with stream_task: the last event is canceled. Ending a conversation or a wait does not stop a task; only this does.
        """
            .strip(),
        new Fields()
            .must("task_id", Fields.taskId())
            .may(
                "reason",
                Types.about(Types.text(0, Limits.CANCEL_REASON_LENGTH), "Kept in the log."))
            .may(
                "grace_s",
                Types.usually(
                    Types.whole(0, Limits.CANCEL_GRACE_MAX.toSeconds()),
                    Limits.CANCEL_GRACE_DEFAULT.toSeconds()))
            .object(),
        new Fields().must("canceled", Types.flag()).must("state", Fields.state()).object(),
        new Tool.Hints(false, true, true, false),
        call -> cancel(engine, call));
  }

  private static ToolResult cancel(Engine engine, ToolCall call) {
    Args args = new Args(call.args());
    Optional<TaskId> id = TaskId.parse(String.valueOf(args.text("task_id")));
    if (id.isEmpty()) {
      return Refusals.notAnId();
    }
    Long grace = args.whole("grace_s");
    Cancellation answer =
        engine
            .cancellations()
            .cancel(
                call.caller(),
                id.get(),
                args.text("reason"),
                grace == null ? null : Duration.ofSeconds(grace));
    return switch (answer) {
      case Cancellation.NotFound none -> Refusals.noSuchTask(id.get());
      case Cancellation.AlreadyEnded ended ->
          result(false, ended.task(), "Nothing to stop: the task had ended, %s.");
      case Cancellation.Requested asked ->
          result(true, asked.task(), "The task was asked to end; it is %s until it has.");
      case Cancellation.CanceledNow now -> result(true, now.task(), "The task is %s.");
    };
  }

  private static ToolResult result(boolean canceled, Task task, String sentence) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("canceled", canceled);
    json.put("state", task.state().word());
    return ToolResult.of(sentence.formatted(task.state().word()), json);
  }
}
