package dev.axontask.engine.worker;

import dev.axontask.adapter.AttemptId;
import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.util.UUID;

/**
 * An attempt that has not ended, whose worker is gone.
 *
 * @param worker that it was last given to
 * @param token of the task's head, as last raised
 */
record OpenAttempt(
    TaskId task, TenantId tenant, int number, UUID worker, boolean detached, FencingToken token) {

  AttemptId id() {
    return new AttemptId(tenant.value(), task.value(), number);
  }
}
