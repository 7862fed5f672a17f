package dev.axontask.server.tools;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.deadletter.Redrive;
import dev.axontask.engine.task.DeadEnd;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskState;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code redrive_task}: a dead letter's work once more, as a new task. */
final class RedriveTask {
  private RedriveTask() {}

  static Tool tool(Engine engine) {
    return new Tool(
        "redrive_task",
        "Start a dead letter again",
        """
        Start the work of a task that ended as dead_letter once more, as a new task with the same arguments. \
        Look first why it failed (get_task_status, stream_task) and whether that has changed: it will be tried as often as before. \
        Returns the new task_id; read it with stream_task. A dead letter is started again once: a second call returns the same task (deduplicated: true).
        """
            .strip(),
        new Fields().must("task_id", Fields.taskId()).object(),
        new Fields()
            .must("task_id", Types.about(Types.text(), "Of the new task."))
            .must("redrive_of", Types.text())
            .must("state", Fields.state())
            .must("deduplicated", Types.flag())
            .object(),
        new Tool.Hints(false, true, true, true),
        call -> redrive(engine, call));
  }

  private static ToolResult redrive(Engine engine, ToolCall call) {
    Optional<TaskId> id = TaskId.parse(String.valueOf(new Args(call.args()).text("task_id")));
    if (id.isEmpty()) {
      return Refusals.notAnId();
    }
    return switch (engine.redrives().redrive(call.caller(), id.get())) {
      case Redrive.NoSuchDeadLetter none ->
          engine
              .tasks()
              .find(call.caller(), id.get())
              .map(RedriveTask::noDeadLetter)
              .orElseGet(() -> Refusals.noSuchTask(id.get()));
      case Redrive.Refused refused -> StartTask.refusal(refused.why());
      case Redrive.Started started -> started(id.get(), started.task(), started.already());
    };
  }

  /** Of a task that is there: one that ended otherwise, or goes on, or has left the list. */
  private static ToolResult noDeadLetter(Task task) {
    DeadEnd end = task.deadEnd();
    TaskId again = end == null ? null : end.redrivenAs();
    String why =
        switch (task.state()) {
          case DEAD_LETTER ->
              again == null
                  ? "left the list of dead letters, which keeps them for a while; start_task starts its work anew."
                  : "left the list of dead letters; it was started again as task %s."
                      .formatted(again);
          case SUCCEEDED, FAILED, CANCELED, TIMED_OUT, LOST ->
              "is no dead letter: it ended as %s; start_task starts its work anew."
                  .formatted(task.state().word());
          case SCHEDULED, PENDING, RUNNING, INPUT_REQUIRED ->
              "has not ended, it is %s; stream_task shows what it does."
                  .formatted(task.state().word());
        };
    return ToolResult.refused(
        task.state() == TaskState.DEAD_LETTER ? "not_found" : "conflict",
        "Task %s %s".formatted(task.id(), why));
  }

  private static ToolResult started(TaskId dead, Task task, boolean already) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("task_id", task.id().toString());
    json.put("redrive_of", dead.toString());
    json.put("state", task.state().word());
    json.put("deduplicated", already);
    return ToolResult.of(
        "%s %s (%s). Read its output: stream_task(task_id: \"%s\", since_seq: 0)."
            .formatted(
                already ? "Started again before, as task" : "Started again as task",
                task.id(),
                task.state().word(),
                task.id()),
        json);
  }
}
