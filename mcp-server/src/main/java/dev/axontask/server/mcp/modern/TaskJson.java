package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.DurableTasks.Failure;
import dev.axontask.server.catalog.DurableTasks.View;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.mcp.method.ToolMethods;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks as the extension writes them (ext-tasks, tasks). */
final class TaskJson {
  private TaskJson() {}

  /** {@code Task}: how it stands, without what comes of it. */
  static Map<String, @Nullable Object> task(View view) {
    Map<String, @Nullable Object> json = JsonObjects.with("taskId", view.id());
    json.put("status", view.status().word());
    if (view.message() != null) {
      json.put("statusMessage", view.message());
    }
    json.put("createdAt", view.createdAt().toString());
    json.put("lastUpdatedAt", view.updatedAt().toString());
    json.put("ttlMs", view.ttl() == null ? null : view.ttl().toMillis());
    json.put("pollIntervalMs", view.pollInterval().toMillis());
    return json;
  }

  /** {@code DetailedTask}: with what it asks for, its result or its error. */
  static Map<String, @Nullable Object> detailed(View view) {
    Map<String, @Nullable Object> json = task(view);
    switch (view.status()) {
      case INPUT_REQUIRED -> json.put("inputRequests", Rounds.json(view.inputRequests()));
      case COMPLETED -> json.put("result", result(view.result()));
      case FAILED -> json.put("error", error(view.error()));
      case WORKING, CANCELLED -> {} // There is no more to say.
    }
    return json;
  }

  private static Map<String, @Nullable Object> result(@Nullable ToolResult result) {
    if (result == null) {
      throw new IllegalStateException("a completed task has a result");
    }
    Map<String, @Nullable Object> json = JsonObjects.with("resultType", "complete");
    json.putAll(ToolMethods.json(result));
    return json;
  }

  private static Map<String, @Nullable Object> error(@Nullable Failure failure) {
    if (failure == null) {
      throw new IllegalStateException("a failed task has an error");
    }
    Map<String, @Nullable Object> json = JsonObjects.with("code", failure.code());
    json.put("message", failure.message());
    return json;
  }
}
