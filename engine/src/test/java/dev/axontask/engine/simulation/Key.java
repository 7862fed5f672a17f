package dev.axontask.engine.simulation;

import dev.axontask.engine.TaskId;

/** Names an attempt. */
record Key(TaskId task, int number) {}
