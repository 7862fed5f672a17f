package dev.axontask.engine.event;

import org.jspecify.annotations.Nullable;

/**
 * An event that was accepted and is not yet durable.
 *
 * @param tsMicros when it was accepted
 * @param ending what else is written with a terminal event
 */
record Pending(EventDraft draft, long tsMicros, @Nullable Ending ending) {
  /** Bytes that an event needs besides its payload, about. */
  private static final long OVERHEAD = 256;

  long cost() {
    return draft.payload().length + OVERHEAD;
  }
}
