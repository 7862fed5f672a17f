package dev.axontask.bridge.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event, or a comment.
 *
 * @param data the data lines joined by line feeds; empty for an event that only carries an id or a
 *     retry, and for a comment
 * @param id the stream's last event id after this event; null while there was none
 * @param retry the delay that the server asked for before a reconnect, when this event did
 * @param comment whether this is a keep-alive, which is no event
 */
public record SseEvent(
    byte[] data, @Nullable String id, @Nullable Duration retry, boolean comment) {}
