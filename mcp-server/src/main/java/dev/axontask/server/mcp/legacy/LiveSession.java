package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.Caller;
import dev.axontask.server.mcp.legacy.session.SessionRecord;
import dev.axontask.server.mcp.legacy.stream.EventLog;
import dev.axontask.server.mcp.wire.RunningCall;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one server knows of a session: what is being answered in it, who listens. Thread-safe. */
final class LiveSession {
  /** From here on clients know events without data, and come back when a connection is closed. */
  private static final String PRIMED_FROM = "2025-11-25";

  private final McpStreamableServerSession sdk;
  private final ConcurrentMap<Object, InFlight> calls = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Listening> listening = new AtomicReference<>();
  private volatile SessionRecord known;
  private volatile boolean stopped;

  /** A request that is being answered. */
  record InFlight(Object id, RunningCall running, EventLog log) {}

  /** The stream of messages that belong to no request, while somebody reads it. */
  record Listening(EventLog log, ChangeNotices notices) {}

  private final ReentrantLock changes = new ReentrantLock();

  LiveSession(SessionRecord known, McpStreamableServerSession sdk) {
    this.known = known;
    this.sdk = sdk;
  }

  UUID id() {
    return known.id();
  }

  Caller caller() {
    return known.caller();
  }

  McpStreamableServerSession sdk() {
    return sdk;
  }

  /** The session as it was read or written last. */
  SessionRecord known() {
    return known;
  }

  /** Does what changes or reads the session in the table and learns of it, one after another. */
  <T> T inOrder(Supplier<T> change) {
    changes.lock();
    try {
      return change.get();
    } finally {
      changes.unlock();
    }
  }

  /** The same for what has no result. */
  void inOrder(Runnable change) {
    changes.lock();
    try {
      change.run();
    } finally {
      changes.unlock();
    }
  }

  /**
   * Takes over what its client changed here. Called {@linkplain #inOrder(Supplier) in order}, so
   * that an older reading never undoes a newer one.
   */
  void learn(SessionRecord newer) {
    learn(newer, false);
  }

  /** The same for what was changed elsewhere: what it follows from now on is told as changed. */
  void learnFromElsewhere(SessionRecord newer) {
    learn(newer, true);
  }

  private void learn(SessionRecord newer, boolean tell) {
    known = newer;
    Listening now = listening.get();
    if (now != null) {
      now.notices().follow(newer.subscriptions(), tell);
    }
  }

  /** Whether its client comes back for an answer after its connection was cut. */
  boolean comesBack() {
    return known.revision().compareTo(PRIMED_FROM) >= 0;
  }

  /** Notes that a request is being answered; empty if one with this id is already. */
  Optional<InFlight> begin(Object requestId) {
    InFlight call =
        new InFlight(
            requestId, new RunningCall(caller()), new EventLog(id(), UUID.randomUUID(), requestId));
    if (calls.putIfAbsent(requestId, call) != null) {
      return Optional.empty();
    }
    if (stopped) {
      call.running().stop();
    }
    return Optional.of(call);
  }

  void end(InFlight call) {
    calls.remove(call.id(), call);
  }

  /** The client wants no answer any more. */
  void cancel(Object requestId) {
    InFlight call = calls.get(requestId);
    if (call != null) {
      call.running().cancel();
    }
  }

  /** The client was told to ask again: what is left of the first try need not be answered. */
  void abandon(EventLog log) {
    for (InFlight call : calls.values()) {
      if (call.log() == log) {
        calls.remove(call.id(), call);
        call.running().cancel();
      }
    }
  }

  /** The newest stream is the one that is written to; gives the one that it takes over from. */
  Optional<EventLog> listenWith(Listening stream) {
    Listening older = listening.getAndSet(stream);
    if (stopped) {
      stream.log().end();
    }
    if (older == null) {
      return Optional.empty();
    }
    older.notices().close();
    return Optional.of(older.log());
  }

  void listensNoMore(Listening stream) {
    listening.compareAndSet(stream, null);
    stream.notices().close();
  }

  boolean isListening() {
    return listening.get() != null;
  }

  /** Whether nothing is lost if this server forgets it until it is used again. */
  boolean isIdle() {
    return calls.isEmpty() && !isListening();
  }

  /** Ends what waits, so that every request is answered with what there is, and streams end. */
  void stop() {
    stopped = true;
    calls.values().forEach(call -> call.running().stop());
    Listening stream = listening.getAndSet(null);
    if (stream != null) {
      stream.notices().close();
      stream.log().end();
    }
  }
}
