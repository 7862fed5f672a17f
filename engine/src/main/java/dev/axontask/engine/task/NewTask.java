package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Genesis;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task that is about to be stored.
 *
 * @param digest of the request; null when it has no idempotency key
 * @param refusal why it is not stored now, unless its idempotency key stands for it already; null
 *     for what is to be stored
 */
record NewTask(
    TaskId id,
    TenantId tenant,
    String principal,
    CheckedRequest request,
    @Nullable RequestDigest digest,
    Genesis genesis,
    @Nullable Instant runAt,
    Submission.@Nullable Refused refusal) {

  TaskState state() {
    return runAt == null ? TaskState.PENDING : TaskState.SCHEDULED;
  }

  /** As it stands right after its submit. */
  Task task() {
    return new Task(
        id,
        tenant,
        request.name(),
        request.description(),
        request.adapter(),
        request.args(),
        genesis.specHash(),
        request.metadata(),
        request.tags(),
        state(),
        request.priority(),
        request.timeout(),
        0,
        genesis.createdAt(),
        runAt,
        null,
        null,
        null,
        null,
        null,
        null,
        0,
        null,
        genesis.createdAt(),
        0,
        genesis.hash(),
        request.retries(),
        request.clocks(),
        null,
        request.dependencies(),
        TaskKeys.of(request.queue()),
        null,
        null);
  }
}
