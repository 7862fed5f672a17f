package dev.axontask.engine.event;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.engine.FencingToken;

/**
 * The end of a task's chain: a row of {@code task_heads}.
 *
 * @param lastSeq 0 before the first event
 * @param lastHash 32 bytes; {@code h_0} before the first event
 * @param lastTsMicros microseconds since the epoch; no later event is earlier
 * @param token who may add
 * @param resumePoint where the adapter goes on after a crash
 * @param closed whether a terminal event was written, so that nothing follows
 */
public record Head(
    long lastSeq,
    byte[] lastHash,
    long lastTsMicros,
    FencingToken token,
    ResumePoint resumePoint,
    boolean closed) {}
