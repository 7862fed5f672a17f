package dev.axontask.engine.event;

import dev.axontask.adapter.ResumePoint;
import org.jspecify.annotations.Nullable;

/**
 * An event before it has a number, a time and a hash.
 *
 * @param attempt 0 for what happens before any claim
 * @param payload the bytes of output, or a UTF-8 JSON object; at most {@value #MAX_PAYLOAD} bytes;
 *     not changed after the call
 * @param next stored with the event as where the adapter goes on; null leaves it as it is
 */
public record EventDraft(int attempt, EventKind kind, byte[] payload, @Nullable ResumePoint next) {
  /** Bytes. An event is read, published and shown whole, so it has to stay small. */
  public static final int MAX_PAYLOAD = 1024 * 1024;

  public EventDraft {
    if (attempt < 0) {
      throw new IllegalArgumentException("attempts count from 0: " + attempt);
    }
    if (payload.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "a payload has at most " + MAX_PAYLOAD + " bytes, not " + payload.length);
    }
  }
}
