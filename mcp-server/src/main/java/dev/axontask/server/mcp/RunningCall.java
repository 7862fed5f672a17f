package dev.axontask.server.mcp;

import dev.axontask.engine.Caller;

/**
 * A request that is being answered. Ends a wait when the client cancels it or is gone; what the
 * request started goes on.
 */
final class RunningCall {
  private final Caller caller;
  private final Object lock = new Object();

  /** Guarded by {@link #lock}. */
  private boolean stopping;

  /** Guarded by {@link #lock}. */
  private boolean cancelled;

  /** Guarded by {@link #lock}. */
  private Runnable onStop = () -> {};

  RunningCall(Caller caller) {
    this.caller = caller;
  }

  Caller caller() {
    return caller;
  }

  /** The client wants no answer any more (utilities/cancellation). */
  void cancel() {
    synchronized (lock) {
      cancelled = true;
    }
    stop();
  }

  /** Nobody will read the answer, or the server is about to stop. */
  void stop() {
    Runnable action;
    synchronized (lock) {
      stopping = true;
      action = onStop;
      onStop = () -> {};
    }
    action.run();
  }

  /** Runs this once when the call is to stop; at once if it is already. */
  void onStop(Runnable action) {
    synchronized (lock) {
      if (!stopping) {
        onStop = action;
        return;
      }
    }
    action.run();
  }

  boolean cancelled() {
    synchronized (lock) {
      return cancelled;
    }
  }

  boolean stopping() {
    synchronized (lock) {
      return stopping;
    }
  }
}
