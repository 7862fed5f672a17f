package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as it stood at one moment, with the head of its chain as of the same moment.
 *
 * @param args the JSON text of the arguments, as it was serialised once at submit
 * @param metadataJson a JSON object
 * @param attempt the number of the latest attempt; 0 before the first
 * @param runAt when it may start, or, between two attempts, when it is tried again
 * @param exitCode of a command that ended by itself or was told to
 * @param signal that killed the command
 * @param errorJson a JSON object {@code code, message, transient}
 * @param progressJson the latest progress, a JSON object {@code fraction?, message?, facts?}
 * @param bytesStreamed bytes of output in the log
 * @param updatedAt when the last event happened; {@code createdAt} before the first
 * @param lastSeq the highest sequence in the log
 * @param lastHash the chain's head, 32 bytes
 * @param retries how often it is tried, and after what
 * @param clocks that end it, besides the timeout
 * @param redriveOf the dead letter's task that this one was started in place of
 * @param keys that it was started with
 * @param heldBy what keeps it from being claimed, if anything does besides time and other tasks
 * @param deadEnd why it is a dead letter; null unless it is one
 */
public record Task(
    TaskId id,
    TenantId tenant,
    @Nullable String name,
    @Nullable String description,
    String adapter,
    String args,
    byte[] specHash,
    String metadataJson,
    List<String> tags,
    TaskState state,
    int priority,
    Duration timeout,
    int attempt,
    Instant createdAt,
    @Nullable Instant runAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Integer exitCode,
    @Nullable Integer signal,
    @Nullable String errorJson,
    @Nullable String progressJson,
    long bytesStreamed,
    @Nullable Instant cancelRequestedAt,
    Instant updatedAt,
    long lastSeq,
    byte[] lastHash,
    RetryPolicy retries,
    TaskClocks clocks,
    @Nullable TaskId redriveOf,
    Dependencies dependencies,
    TaskKeys keys,
    @Nullable Hold heldBy,
    @Nullable DeadEnd deadEnd) {}
