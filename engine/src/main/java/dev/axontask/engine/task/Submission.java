package dev.axontask.engine.task;

import java.util.List;

/** The answer to a {@link TaskRequest}. */
public sealed interface Submission {

  /**
   * The task is durable.
   *
   * @param deduplicated whether an earlier request with the same idempotency key made it
   */
  record Accepted(Task task, boolean deduplicated) implements Submission {}

  /** Nothing was stored. */
  sealed interface Refused extends Submission {}

  /** Something in the request is not allowed. */
  record Invalid(List<FieldProblem> problems) implements Refused {}

  /**
   * The idempotency key stands for another request.
   *
   * @param differences the fields that differ from the first request
   */
  record Conflict(String idempotencyKey, List<String> differences) implements Refused {}

  /** An unfinished task holds the unique key, and the request said to be refused then. */
  record Duplicate(String uniqueKey, Task holder) implements Refused {}

  /** The adapter exists but cannot run tasks here. */
  record AdapterUnavailable(String adapter, String reason, String remedy) implements Refused {}
}
