package dev.axontask.engine.task;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One try at a task.
 *
 * @param number from 1
 * @param endedAt null while it goes on
 * @param outcome the word for how it ended; null while it goes on
 * @param errorJson a JSON object {@code code, message, transient}
 * @param bytes of output
 */
public record PastAttempt(
    int number,
    UUID worker,
    UUID host,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String outcome,
    @Nullable String errorJson,
    long bytes) {}
