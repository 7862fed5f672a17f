package dev.axontask.server.rest;

import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Task;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;
import dev.axontask.server.tools.StreamUrls;
import dev.axontask.server.view.TaskJson;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** Why there is none. */
  static Problem refusal(Submission.Refused refused) {
    return switch (refused) {
      case Submission.Invalid invalid -> fields(invalid.problems());
      case Submission.Conflict conflict -> conflict(conflict);
      case Submission.Duplicate duplicate -> duplicate(duplicate);
      case Submission.AdapterUnavailable unavailable -> unavailable(unavailable);
    };
  }

  static Problem fields(List<FieldProblem> problems) {
    return Problem.ofFields(
        problems.stream().map(p -> new Problem.FieldError(p.field(), p.message())).toList());
  }

  private static Problem conflict(Submission.Conflict conflict) {
    return Problem.of(
        ProblemCode.CONFLICT,
        "This idempotency key started a task with other values of: %s. Repeat that request unchanged, or use another key."
            .formatted(String.join(", ", conflict.differences())));
  }

  private static Problem duplicate(Submission.Duplicate duplicate) {
    return Problem.of(
        ProblemCode.CONFLICT,
        "Task %s holds this unique key and is %s. Follow that task, wait for its end, or say what shall happen to it by unique.policy: supersede or debounce."
            .formatted(duplicate.holder().id(), duplicate.holder().state().word()));
  }

  private static Problem unavailable(Submission.AdapterUnavailable unavailable) {
    return Problem.of(
        ProblemCode.SERVICE_UNAVAILABLE,
        "The adapter %s cannot run tasks here: %s. What to do: %s"
            .formatted(unavailable.adapter(), unavailable.reason(), unavailable.remedy()));
  }
}
