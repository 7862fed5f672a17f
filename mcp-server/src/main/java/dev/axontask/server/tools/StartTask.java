package dev.axontask.server.tools;

import dev.axontask.engine.Engine;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Task;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.view.ResumeToken;
import dev.axontask.server.view.StartProblem;
import dev.axontask.server.view.TaskJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code start_task}: accepts work and answers at once, when it is durable. */
final class StartTask {
  private final Engine engine;
  private final StreamUrls urls;

  private StartTask(Engine engine, StreamUrls urls) {
    this.engine = engine;
    this.urls = urls;
  }

  static Tool tool(Engine engine, StreamUrls urls) {
    return new Tool(
        "start_task",
        "Start a task",
        """
        Start a long-running command (build, test run, script, deployment) as a durable task and return at once with its task_id. \
        The task runs to its end even if this conversation, the connection or the server goes away. Use it for anything that may take longer than a few seconds.
        For the adapter shell, args is {"command": "..."} (run by /bin/sh -c) or {"argv": ["...", "..."]}, with optional cwd, env, stdin and network. \
        Commands run in a sandbox: without network unless network is true and allowed, in a fresh folder unless cwd names a configured workspace.
        Next: read the output with stream_task(task_id, since_seq: 0) and go on from next_seq until done; get_task_status for a glance; cancel_task to stop it.
        Give idempotency_key when you may repeat the call: the same key returns the same task.
        """
            .strip(),
        StartRequest.schema(engine.adapters().list()),
        output(),
        new Tool.Hints(false, true, false, true),
        new StartTask(engine, urls)::call);
  }

  private static Map<String, @Nullable Object> output() {
    return new Fields()
        .must("task_id", Types.text())
        .must("state", Fields.state())
        .must("stream_url", Types.about(Types.text(), "Live output by SSE, for programs."))
        .must("resume_token", Types.about(Types.text(), "For resume_task."))
        .must("created_at", Types.time())
        .must("deduplicated", Types.about(Types.flag(), "An earlier call started this task."))
        .may("exit_code", Types.whole())
        .may("error", Types.object())
        .may("tail", Types.text())
        .may("next_seq", Types.whole(0))
        .object();
  }

  private ToolResult call(ToolCall call) {
    List<FieldProblem> problems = StartRequest.timeProblems(call.args());
    if (!problems.isEmpty()) {
      return ToolResult.invalid(problems);
    }
    return switch (engine.submissions().submit(call.caller(), StartRequest.of(call.args()))) {
      case Submission.Accepted accepted -> accepted(accepted.task(), accepted.deduplicated());
      case Submission.Refused refused -> refusal(refused);
    };
  }

  /** Why no task was started. */
  static ToolResult refusal(Submission.Refused refused) {
    return refused instanceof Submission.Invalid invalid
        ? ToolResult.invalid(invalid.problems())
        : Refusals.of(StartProblem.of(refused));
  }

  private ToolResult accepted(Task task, boolean deduplicated) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("task_id", task.id().toString());
    json.put("state", task.state().word());
    json.put("stream_url", urls.of(task.id()));
    json.put("resume_token", new ResumeToken(task.id(), 0).text());
    json.put("created_at", TaskJson.time(task.createdAt()));
    json.put("deduplicated", deduplicated);
    String text =
        "%s %s (%s). Read its output: stream_task(task_id: \"%s\", since_seq: 0)."
            .formatted(
                deduplicated ? "Already started: task" : "Started task",
                task.id(),
                task.state().word(),
                task.id());
    return ToolResult.of(text, json).startedTask(task.id().toString());
  }
}
