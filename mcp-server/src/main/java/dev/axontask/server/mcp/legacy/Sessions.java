package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.server.mcp.legacy.session.SessionRecord;
import dev.axontask.server.mcp.legacy.session.SessionTable;
import dev.axontask.server.mcp.legacy.stream.Replays;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that this server is using, of all that the table holds. One that another server
 * opened, or that this one forgot or had before a restart, is established again at its next use.
 * Thread-safe.
 */
final class Sessions {
  private static final Logger log = LoggerFactory.getLogger(Sessions.class);

  /** A session here is about 2 KB beside what is being answered in it. */
  private static final int MOST = 10_000;

  /** So long a session may be used here after it was ended by another server. */
  private static final Duration BELIEVED = Duration.ofSeconds(10);

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final SessionTable table;
  private final Replays replays;
  private final Function<SessionRecord, McpStreamableServerSession> sdkSessions;
  private final LongSupplier nanos;
  private final Object lock = new Object();

  /** Guarded by {@link #lock}; in the order of use. */
  private final Map<UUID, Entry> byId = new LinkedHashMap<>(64, 0.75f, true);

  /** Guarded by {@link #lock}. */
  private boolean closed;

  /** A session and when the table was asked for it. */
  private record Entry(LiveSession session, AtomicLong asked) {}

  Sessions(
      SessionTable table,
      Replays replays,
      Function<SessionRecord, McpStreamableServerSession> sdkSessions,
      LongSupplier nanos) {
    this.table = table;
    this.replays = replays;
    this.sdkSessions = sdkSessions;
    this.nanos = nanos;
  }

  /** Keeps a new session. Before the insert a crash leaves nothing; after it, a session. */
  void open(SessionRecord session) {
    table.add(session);
    var _ = establish(session);
  }

  /**
   * The session of this caller.
   *
   * @return empty if there is none, or it is somebody else's
   * @throws DatabaseUnavailableException if it is not known here and cannot be looked up
   */
  Optional<LiveSession> find(Caller caller, String text) {
    if (!ID.matcher(text).matches()) {
      return Optional.empty();
    }
    UUID id = UUID.fromString(text);
    Entry entry;
    synchronized (lock) {
      entry = byId.get(id);
    }
    if (entry == null) {
      return table.find(caller, id).map(this::establish);
    }
    if (!entry.session().caller().equals(caller)) {
      return Optional.empty();
    }
    return isBelieved(entry) || confirm(entry) ? Optional.of(entry.session()) : Optional.empty();
  }

  /** One thread at a time asks again; the others believe it meanwhile. */
  private boolean isBelieved(Entry entry) {
    long now = nanos.getAsLong();
    long asked = entry.asked().get();
    return now - asked < BELIEVED.toNanos() || !entry.asked().compareAndSet(asked, now);
  }

  private boolean confirm(Entry entry) {
    LiveSession session = entry.session();
    try {
      boolean kept = isKept(session);
      if (!kept) {
        forget(session);
      }
      return kept;
    } catch (DatabaseUnavailableException e) {
      log.warn("session {} is used unconfirmed while the database is away", session.id());
      return true;
    }
  }

  /** Reads it again, as it may have been changed through another server. */
  private boolean isKept(LiveSession session) {
    return session.inOrder(() -> {
      Optional<SessionRecord> found = table.find(session.caller(), session.id());
      found.ifPresent(session::learnFromElsewhere);
      return found.isPresent();
    });
  }

  private LiveSession establish(SessionRecord known) {
    LiveSession fresh = new LiveSession(known, sdkSessions.apply(known));
    synchronized (lock) {
      Entry there = byId.get(known.id());
      if (there != null) {
        return there.session();
      }
      byId.put(known.id(), new Entry(fresh, new AtomicLong(nanos.getAsLong())));
      if (closed) {
        fresh.stop();
      }
      forgetIdle(fresh);
    }
    return fresh;
  }

  /** The table still has them. The newest is about to be used. */
  private void forgetIdle(LiveSession newest) {
    Iterator<Entry> leastRecentlyUsed = byId.values().iterator();
    while (byId.size() > MOST && leastRecentlyUsed.hasNext()) {
      LiveSession session = leastRecentlyUsed.next().session();
      if (session.isIdle() && !session.id().equals(newest.id())) {
        leastRecentlyUsed.remove();
      }
    }
  }

  /**
   * Ends a session everywhere.
   *
   * @throws DatabaseUnavailableException if that cannot be written down; the session goes on
   */
  void end(LiveSession session) {
    var _ = table.remove(session.caller(), session.id());
    forget(session);
  }

  private void forget(LiveSession session) {
    synchronized (lock) {
      byId.remove(session.id());
    }
    session.stop();
    replays.forgetSession(session.id());
  }

  /**
   * Lets those who listen here have what other servers did with their sessions: ends the streams of
   * those that are gone, follows what was subscribed to elsewhere. Once.
   *
   * @return how many sessions are gone
   */
  int catchUp() {
    Map<TenantId, List<LiveSession>> listening =
        all().stream()
            .filter(LiveSession::isListening)
            .collect(Collectors.groupingBy(session -> session.caller().tenant()));
    List<LiveSession> gone = new ArrayList<>();
    listening.forEach((tenant, sessions) -> {
      Map<UUID, List<String>> kept =
          table.subscriptions(tenant, sessions.stream().map(LiveSession::id).toList());
      for (LiveSession session : sessions) {
        List<String> follows = kept.get(session.id());
        if (follows == null) {
          gone.add(session);
        } else if (!follows.equals(session.known().subscriptions())) {
          var _ = isKept(session);
        }
      }
    });
    gone.forEach(this::forget);
    return gone.size();
  }

  private List<LiveSession> all() {
    synchronized (lock) {
      return new ArrayList<>(byId.values().stream().map(Entry::session).toList());
    }
  }

  /** What is in use at this moment, for those who look after leftovers. */
  int inUse() {
    return (int) all().stream().filter(session -> !session.isIdle()).count();
  }

  /** Waiting calls answer with what they have and streams end; the sessions stay in the table. */
  void close() {
    synchronized (lock) {
      closed = true;
    }
    all().forEach(LiveSession::stop);
  }
}
