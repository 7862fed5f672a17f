package dev.axontask.bridge.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.bridge.http.HttpResponse;
import dev.axontask.bridge.http.SseEvent;
import dev.axontask.bridge.message.Failure;
import dev.axontask.bridge.message.MalformedMessage;
import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.MessageReader;
import dev.axontask.bridge.settings.Limits;
import dev.axontask.bridge.settings.Log;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The session with the server, and what it takes to open it again without the client: the client's
 * own {@code initialize} and {@code notifications/initialized}, and what it set in the session
 * since. Thread-safe.
 */
final class Session {
  /** Subscriptions kept for a new session; a client with more has to subscribe again itself. */
  private static final int MAX_KEPT = 1_000;

  private final Server server;
  private final MessageReader reader;
  private final Limits limits;
  private final Log log;

  /** Held through a renewal, so that all who find the session gone wait for one new session. */
  private final ReentrantLock renewal = new ReentrantLock();

  private volatile Runnable onRenewal = () -> {};

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private SessionState state = SessionState.NONE;

  @GuardedBy("lock")
  private Message.@Nullable Request initialize;

  @GuardedBy("lock")
  private Message.@Nullable Notification initialized;

  @GuardedBy("lock")
  private final Map<String, Message.Request> settings = new LinkedHashMap<>();

  Session(Server server, MessageReader reader, Limits limits, Log log) {
    this.server = server;
    this.reader = reader;
    this.limits = limits;
    this.log = log;
  }

  /** What to do when a new session has taken the place of another. */
  void onRenewal(Runnable action) {
    onRenewal = action;
  }

  SessionState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /** The server answered the client's {@code initialize}: what was before is forgotten. */
  void opened(Message.Request request, @Nullable String id, Message.Response answer) {
    lock.lock();
    try {
      initialize = request;
      initialized = null;
      settings.clear();
      state = state.next(visible(id), visible(answer.details().protocolVersion()));
    } finally {
      lock.unlock();
    }
  }

  /** The client's {@code notifications/initialized} reached the server. */
  void confirmed(Message.Notification notification) {
    lock.lock();
    try {
      initialized = notification;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A request that set something in the session succeeded. */
  void keep(Message.Request request) {
    String uri = request.details().uri();
    lock.lock();
    try {
      switch (request.method()) {
        case "resources/subscribe" -> {
          if (settings.size() < MAX_KEPT) {
            settings.put("resource " + uri, request);
          }
        }
        case "resources/unsubscribe" -> settings.remove("resource " + uri);
        case "logging/setLevel" -> settings.put("log level", request);
        default -> {
          // Leaves nothing behind in the session.
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a session other than {@code done} that the client has confirmed. */
  SessionState awaitConfirmed(SessionState done) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (initialized == null || state.generation() == done.generation()) {
        changed.await();
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Opens a new session in place of {@code gone}, unless somebody did already.
   *
   * @throws Refused when the server does not want one
   */
  void renew(SessionState gone) throws IOException {
    renewal.lock();
    try {
      if (state().generation() == gone.generation()) {
        handshake();
      }
    } finally {
      renewal.unlock();
    }
  }

  private void handshake() throws IOException {
    Message.Request hello;
    Message.Notification confirmation;
    Map<String, Message.Request> kept;
    SessionState before;
    lock.lock();
    try {
      hello = initialize;
      confirmation = initialized;
      kept = new LinkedHashMap<>(settings);
      before = state;
    } finally {
      lock.unlock();
    }
    if (hello == null) {
      throw new Refused(
          new Failure(Failure.BAD_ANSWER, "the server wants a session; send initialize first"));
    }
    SessionState fresh = hello(hello, before);
    if (confirmation != null) {
      server.post(confirmation, fresh).close();
    }
    for (Message.Request setting : kept.values()) {
      server.post(setting, fresh).close();
    }
    lock.lock();
    try {
      state = fresh;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onRenewal.run();
    log.say("the server had forgotten the session; opened a new one");
  }

  private SessionState hello(Message.Request hello, SessionState before) throws IOException {
    try (HttpResponse response = server.post(hello, SessionState.NONE)) {
      if (response.status() / 100 != 2) {
        throw Refusal.onHandshake(response, server.credentials());
      }
      AnswerStream answers = AnswerStream.of(response, limits.messageBytes(), null);
      for (SseEvent event = answers.next(); event != null; event = answers.next()) {
        for (Message message : messages(event)) {
          if (message instanceof Message.Response answer && hello.id().equals(answer.id())) {
            return agreed(answer, before, response);
          }
        }
      }
    }
    throw new IOException("the server ended the answer to initialize before its result");
  }

  private SessionState agreed(Message.Response answer, SessionState before, HttpResponse response)
      throws IOException {
    if (answer.error() != null) {
      throw new Refused(
          new Failure(
              Failure.BAD_ANSWER, "the server refused to open a new session: " + answer.error()));
    }
    String version = visible(answer.details().protocolVersion());
    if (before.version() != null && !before.version().equals(version)) {
      log.say("the server now speaks " + version + ", the client agreed on " + before.version());
    }
    return before.next(visible(response.header("mcp-session-id")), version);
  }

  private Iterable<Message> messages(SseEvent event) throws IOException {
    try {
      return event.data().length == 0 ? List.of() : reader.read(event.data());
    } catch (MalformedMessage e) {
      throw new IOException("the server answered initialize with something malformed", e);
    }
  }

  /** Session ids and revisions are visible ASCII; anything else is not sent back. */
  private static @Nullable String visible(@Nullable String value) {
    return value != null && !value.isEmpty() && value.chars().allMatch(c -> c > 0x20 && c < 0x7f)
        ? value
        : null;
  }
}
