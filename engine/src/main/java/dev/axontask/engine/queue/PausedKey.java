package dev.axontask.engine.queue;

import java.time.Instant;

/** A rate-limit key whose tasks are not claimed before a time. */
public record PausedKey(String key, Instant until) {}
