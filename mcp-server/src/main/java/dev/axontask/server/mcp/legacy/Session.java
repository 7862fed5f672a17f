package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.Caller;
import dev.axontask.server.mcp.wire.RunningCall;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client's session: who opened it, and what is being answered in it. Thread-safe. */
final class Session {
  private final Caller caller;
  private final McpStreamableServerSession sdk;
  private final ConcurrentMap<Object, RunningCall> calls = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable ListeningStream> listening = new AtomicReference<>();

  Session(Caller caller, McpStreamableServerSession sdk) {
    this.caller = caller;
    this.sdk = sdk;
  }

  boolean belongsTo(Caller who) {
    return caller.equals(who);
  }

  McpStreamableServerSession sdk() {
    return sdk;
  }

  /** Notes that a request is being answered; empty if one with this id is already. */
  Optional<RunningCall> begin(Object requestId) {
    RunningCall call = new RunningCall(caller);
    return calls.putIfAbsent(requestId, call) == null ? Optional.of(call) : Optional.empty();
  }

  void end(Object requestId) {
    calls.remove(requestId);
  }

  void cancel(Object requestId) {
    RunningCall call = calls.get(requestId);
    if (call != null) {
      call.cancel();
    }
  }

  /** The newest stream is the one that is written to; an older one ends. */
  void listenWith(ListeningStream stream) {
    ListeningStream older = listening.getAndSet(stream);
    if (older != null) {
      older.close();
    }
  }

  /** Ends what waits, so that every request is answered with what there is. */
  void stop() {
    calls.values().forEach(RunningCall::stop);
    ListeningStream stream = listening.getAndSet(null);
    if (stream != null) {
      stream.close();
    }
  }
}
