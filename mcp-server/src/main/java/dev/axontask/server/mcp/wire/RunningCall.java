package dev.axontask.server.mcp.wire;

import dev.axontask.engine.Caller;

/**
 * A request that is being answered. Ends a wait when the client cancels it or is gone; what the
 * request started goes on.
 */
public final class RunningCall {
  private final Caller caller;
  private final Object lock = new Object();

  /** Guarded by {@link #lock}. */
  private boolean stopping;

  /** Guarded by {@link #lock}. */
  private boolean cancelled;

  /** Guarded by {@link #lock}. */
  private Runnable onStop = () -> {};

  public RunningCall(Caller caller) {
    this.caller = caller;
  }

  public Caller caller() {
    return caller;
  }

  /** The client wants no answer any more (utilities/cancellation). */
  public void cancel() {
    synchronized (lock) {
      cancelled = true;
    }
    stop();
  }

  /** Nobody will read the answer, or the server is about to stop. */
  public void stop() {
    Runnable action;
    synchronized (lock) {
      stopping = true;
      action = onStop;
      onStop = () -> {};
    }
    action.run();
  }

  /** Runs this once when the call is to stop; at once if it is already. */
  public void onStop(Runnable action) {
    synchronized (lock) {
      if (!stopping) {
        onStop = action;
        return;
      }
    }
    action.run();
  }

  public boolean cancelled() {
    synchronized (lock) {
      return cancelled;
    }
  }

  public boolean stopping() {
    synchronized (lock) {
      return stopping;
    }
  }
}
