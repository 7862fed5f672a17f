package dev.axontask.server.tools;

import dev.axontask.engine.TaskId;

/**
 * Absolute addresses of this server.
 *
 * @param base without a slash at the end
 */
public record StreamUrls(String base) {
  /** Where a task's events are served as server-sent events. */
  public String of(TaskId task) {
    return base + "/api/tasks/" + task + "/stream";
  }

  /** Where the public keys are that check receipts. */
  public String keys() {
    return base + "/.well-known/jwks.json";
  }
}
