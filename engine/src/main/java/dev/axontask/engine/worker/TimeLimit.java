package dev.axontask.engine.worker;

import dev.axontask.engine.task.TaskClock;
import java.time.Duration;

/**
 * How long an attempt may run, and which clock says so.
 *
 * @param after the attempt's start; not positive if the task's deadline came before it
 * @param clock {@code TIMEOUT} or {@code DEADLINE}
 */
record TimeLimit(Duration after, TaskClock clock) {}
