package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Signals;
import dev.axontask.server.mcp.wire.RunningCall;

/** What a request says on its own stream before it answers. Thread-safe. */
final class RequestSignals implements Signals {
  private final RequestMeta meta;
  private final RunningCall call;
  private final Reply reply;
  private final Object lock = new Object();

  /** Guarded by {@link #lock}. */
  private double reached = Double.NEGATIVE_INFINITY;

  RequestSignals(RequestMeta meta, RunningCall call, Reply reply) {
    this.meta = meta;
    this.call = call;
    this.reply = reply;
  }

  /** What is no progress is not told: the value must rise (basic/patterns/progress). */
  @Override
  public void progress(double progress, double total, String message) {
    if (meta.progressToken() == null) {
      return;
    }
    synchronized (lock) {
      if (progress > reached) {
        reached = progress;
        reply.note(Notes.progress(meta.progressToken(), progress, total, message));
      }
    }
  }

  @Override
  public void log(Level level, Object data) {
    if (meta.logLevel().filter(least -> level.compareTo(least) >= 0).isPresent()) {
      reply.note(Notes.log(level, data));
    }
  }

  /** Streams of this revision cannot be resumed. */
  @Override
  public void hangUp() {}

  @Override
  public boolean stopping() {
    return call.stopping();
  }

  @Override
  public void onStop(Runnable action) {
    call.onStop(action);
  }
}
