package dev.axontask.server.tools;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.view.TaskJson;
import dev.axontask.server.view.TaskLine;
import java.util.Optional;

/** {@code get_task_status}: a glance. */
final class GetTaskStatus {
  private GetTaskStatus() {}

  static Tool tool(Engine engine) {
    return new Tool(
        "get_task_status",
        "How a task stands",
        """
        How a task stands now: state, times, attempt, exit code or error, latest progress, and last_seq, the end of its log. Does not wait and returns no output.
        States: scheduled, pending, running and input_required (it waits for an answer) go on; succeeded, failed, canceled, timed_out, lost and dead_letter are final. \
        lost means that its host died and the outcome is not known. Use stream_task for the output.
        """
            .strip(),
        new Fields().must("task_id", Fields.taskId()).object(),
        Fields.status().object(),
        new Tool.Hints(true, false, true, false),
        call -> status(engine, call));
  }

  private static ToolResult status(Engine engine, ToolCall call) {
    Optional<TaskId> id = TaskId.parse(String.valueOf(new Args(call.args()).text("task_id")));
    if (id.isEmpty()) {
      return Refusals.notAnId();
    }
    return engine
        .tasks()
        .find(call.caller(), id.get())
        .map(task -> ToolResult.of(TaskLine.status(task), TaskJson.glance(task)))
        .orElseGet(() -> Refusals.noSuchTask(id.get()));
  }
}
