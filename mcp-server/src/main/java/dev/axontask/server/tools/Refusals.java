package dev.axontask.server.tools;

import dev.axontask.engine.TaskId;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.http.Problem;

/** Refusals that several tools give, in the same words. */
final class Refusals {
  private Refusals() {}

  /** Of a task that does not exist, and of one that belongs to somebody else. */
  static ToolResult noSuchTask(TaskId id) {
    return ToolResult.refused(
        "not_found", "You have no task %s; list_tasks shows those that you have.".formatted(id));
  }

  /** One that plain HTTP gives too. */
  static ToolResult of(Problem problem) {
    return ToolResult.refused(problem.code().word(), problem.detail());
  }

  static ToolResult notAnId() {
    return ToolResult.refused(
        "validation_error",
        "task_id must be the id that start_task gave, a UUID; list_tasks shows your tasks.");
  }

  static ToolResult beyondEnd(long lastSeq) {
    return ToolResult.refused(
        "invalid_input",
        "since_seq (or last_seq) is beyond the end of the log, which is at %d. Use 0 to %d."
            .formatted(lastSeq, lastSeq));
  }
}
