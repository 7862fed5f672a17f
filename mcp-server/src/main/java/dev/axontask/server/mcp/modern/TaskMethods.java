package dev.axontask.server.mcp.modern;

import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.DurableTasks;
import dev.axontask.server.http.Invisible;
import dev.axontask.server.mcp.method.Outcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code tasks/get}, {@code tasks/update} and {@code tasks/cancel}, and the result of a call that
 * started a task (ext-tasks, tasks). A client that does not declare the extension is refused with
 * -32021; an id that is not one of the caller's tasks with -32602.
 */
final class TaskMethods {
  private final DurableTasks tasks;
  private final Results results;

  TaskMethods(DurableTasks tasks, Results results) {
    this.tasks = tasks;
    this.results = results;
  }

  Map<String, @Nullable Object> get(Call call) {
    String id = taskId(call);
    return tasks
        .find(call.caller(), id)
        .map(view -> results.complete(TaskJson.detailed(view)))
        .orElseThrow(TaskMethods::unknown);
  }

  Map<String, @Nullable Object> update(Call call) {
    String id = taskId(call);
    if (!call.params().containsKey("inputResponses")) {
      throw Refusals.invalidParams("tasks/update needs params with inputResponses (object).");
    }
    return switch (tasks.update(call.caller(), id, Rounds.responses(call.params()))) {
      case DurableTasks.Update.Taken _ -> results.complete(Map.of());
      case DurableTasks.Update.NoSuchTask _ -> throw unknown();
      case DurableTasks.Update.Invalid(List<FieldProblem> problems) ->
          throw Refusals.invalidParams(sentences(problems));
    };
  }

  Map<String, @Nullable Object> cancel(Call call) {
    String id = taskId(call);
    if (!tasks.cancel(call.caller(), id)) {
      throw unknown();
    }
    return results.complete(Map.of());
  }

  /**
   * {@code CreateTaskResult} for clients that declare the extension, and the immediate result for
   * others. The task is durable: a crash right here leaves it running, and the client that asks
   * again finds it by its idempotency key or in the list.
   */
  Map<String, @Nullable Object> started(Call call, Outcome.TaskStarted started) {
    Outcome.Result now = started.now();
    if (!call.client().speaks(Offered.TASKS)) {
      return results.complete(now.json(), now.freshness());
    }
    return tasks
        .find(call.caller(), started.taskId())
        .map(view -> results.of("task", TaskJson.task(view)))
        .orElseGet(() -> results.complete(now.json(), now.freshness()));
  }

  /** Refuses a client that does not know of tasks. */
  static void requireExtension(Client client) {
    if (!client.speaks(Offered.TASKS)) {
      throw Refusals.missingCapability(
          JsonObjects.with("extensions", Map.of(Offered.TASKS, Map.of())));
    }
  }

  private static String taskId(Call call) {
    requireExtension(call.client());
    if (call.params().get("taskId") instanceof String id) {
      return id;
    }
    throw Refusals.invalidParams(call.method() + " needs params with taskId (string).");
  }

  private static String sentences(List<FieldProblem> problems) {
    List<String> all = problems.stream().map(p -> p.field() + " " + p.message()).toList();
    return Invisible.escaped(String.join("; ", all)) + ".";
  }

  private static RuntimeException unknown() {
    return Refusals.invalidParams(
        "There is no task of this id. Ids are those that a result of type task carried.");
  }
}
