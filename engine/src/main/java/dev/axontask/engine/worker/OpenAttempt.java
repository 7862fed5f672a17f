package dev.axontask.engine.worker;

import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;

/**
 * An attempt that has not ended, whose worker is gone.
 *
 * @param token of the task's head, as last raised
 */
record OpenAttempt(
    TaskId task, TenantId tenant, int number, boolean detached, FencingToken token) {}
