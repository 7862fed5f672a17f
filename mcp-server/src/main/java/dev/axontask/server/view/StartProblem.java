package dev.axontask.server.view;

import dev.axontask.engine.task.Submission;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;

/** Why no task was started, for tools and plain HTTP. */
public final class StartProblem {
  private StartProblem() {}

  public static Problem of(Submission.Refused refused) {
    return switch (refused) {
      case Submission.Invalid invalid -> WrongFields.of(invalid.problems());
      case Submission.Conflict conflict ->
          Problem.of(
              ProblemCode.CONFLICT,
              "This idempotency_key started a task with other values of: %s. Repeat that request unchanged, or use another key."
                  .formatted(String.join(", ", conflict.differences())));
      case Submission.Duplicate duplicate ->
          Problem.of(
              ProblemCode.CONFLICT,
              "Task %s holds this unique key and is %s. Follow that task, wait for its end, or start with unique.policy supersede or debounce to replace it."
                  .formatted(duplicate.holder().id(), duplicate.holder().state().word()));
      case Submission.AdapterUnavailable unavailable ->
          Problem.unavailable(
              "The adapter %s cannot run tasks here: %s. What its operator can do: %s"
                  .formatted(unavailable.adapter(), unavailable.reason(), unavailable.remedy()));
    };
  }
}
