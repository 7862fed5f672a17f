package dev.axontask.server.rest;

import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Task;
import dev.axontask.server.tools.StreamUrls;
import dev.axontask.server.view.TaskJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is answered to a request that starts a task, alone or among others. */
final class StartAnswers {
  private StartAnswers() {}

  /** The task that stands for the request. */
  static Map<String, @Nullable Object> started(Submission.Accepted accepted, StreamUrls urls) {
    Task task = accepted.task();
    Map<String, @Nullable Object> json =
        new LinkedHashMap<>(TaskJson.whole(task, urls.of(task.id())));
    json.put("deduplicated", accepted.deduplicated());
    return json;
  }

  /** 201 for a new task, 200 for an earlier one. */
  static int status(Submission.Accepted accepted) {
    return accepted.deduplicated() ? 200 : 201;
  }
}
