package dev.axontask.engine.breaker;

import dev.axontask.engine.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * What the end of an attempt at a task says about the task's target.
 *
 * @param errorJson of a failure: a JSON object {@code code, message, transient} that jsonb takes
 */
public record Said(TaskId task, TargetWord word, @Nullable String errorJson) {}
