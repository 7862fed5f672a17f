package dev.axontask.engine.dependency;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.task.DependencyPolicy;
import java.util.List;

/**
 * A task that waits for others, as it stands under its locks.
 *
 * @param on in the order in which they were named
 */
record Dependent(TaskId task, TenantId tenant, DependencyPolicy policy, List<Dependency> on) {}
