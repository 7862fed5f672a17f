package dev.axontask.server.mcp.modern;

import dev.axontask.engine.Caller;
import dev.axontask.server.mcp.wire.RunningCall;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The requests that are being answered. Thread-safe. */
final class RunningCalls implements AutoCloseable {
  private final Object lock = new Object();

  /** Guarded by {@link #lock}. */
  private final Set<RunningCall> running = new HashSet<>();

  /** Guarded by {@link #lock}. */
  private boolean closed;

  /** One that begins; it is to stop at once if the server is stopping. */
  RunningCall begin(Caller caller) {
    RunningCall call = new RunningCall(caller);
    boolean late;
    synchronized (lock) {
      running.add(call);
      late = closed;
    }
    if (late) {
      call.stop();
    }
    return call;
  }

  void end(RunningCall call) {
    synchronized (lock) {
      running.remove(call);
    }
  }

  /** How many there are. */
  int count() {
    synchronized (lock) {
      return running.size();
    }
  }

  /** Each answers with what it has. */
  @Override
  public void close() {
    List<RunningCall> all;
    synchronized (lock) {
      closed = true;
      all = List.copyOf(running);
    }
    all.forEach(RunningCall::stop);
  }
}
