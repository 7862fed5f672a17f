package dev.axontask.engine.event;

import org.jspecify.annotations.Nullable;

/**
 * One event of a task's log, as stored.
 *
 * @param seq from 1, without gaps
 * @param attempt 0 for what happens before any claim
 * @param tsMicros microseconds since the epoch, UTC, never decreasing within a task
 * @param kind a word of {@link EventKind}, or one that a newer version wrote
 * @param payload output bytes, or a UTF-8 JSON object; null once erased
 * @param payloadLength bytes of the payload, also when it is erased
 * @param salt 16 bytes; null once erased
 * @param commitment {@code pc}: 32 bytes
 * @param hashPrev 32 bytes
 * @param hash 32 bytes
 */
public record Event(
    long seq,
    int attempt,
    long tsMicros,
    String kind,
    byte @Nullable [] payload,
    int payloadLength,
    byte @Nullable [] salt,
    byte[] commitment,
    byte[] hashPrev,
    byte[] hash) {}
