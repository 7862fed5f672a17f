package dev.axontask.server.mcp.legacy.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What streams have said and may be asked for again. The oldest gives way when there is too much;
 * streams at rest are forgotten after a while. Thread-safe.
 */
public final class Replays {
  private final LongSupplier nanos;
  private final Limits limits;
  private final Object lock = new Object();

  /** Guarded by {@link #lock}. */
  private final Map<UUID, Share> bySession = new HashMap<>();

  /** Guarded by {@link #lock}: of all sessions, oldest first. */
  private final SequencedSet<Event> inOrder = new LinkedHashSet<>();

  /** Guarded by {@link #lock}. */
  private long bytes;

  /**
   * How much is kept.
   *
   * @param perSession bytes, and one event beyond them
   * @param inAll bytes, and one event beyond them
   * @param atRest how long a client has to come back for the rest of a stream
   */
  public record Limits(long perSession, long inAll, Duration atRest) {
    /** About 40 large results a session; with all sessions together a small part of the heap. */
    public static final Limits STANDARD = new Limits(4L << 20, 64L << 20, Duration.ofMinutes(5));
  }

  /** What belongs to one session. Guarded by the lock. */
  private static final class Share {
    final Map<UUID, Tracked> streams = new HashMap<>();
    final SequencedSet<Event> inOrder = new LinkedHashSet<>();
    long bytes;
  }

  /** A stream, and when it was first seen to rest. Guarded by the lock. */
  private static final class Tracked {
    final EventLog log;
    @Nullable Long restsSince;

    Tracked(EventLog log) {
      this.log = log;
    }
  }

  /**
   * An empty store.
   *
   * @param nanos as {@link System#nanoTime}
   */
  public Replays(LongSupplier nanos, Limits limits) {
    this.nanos = nanos;
    this.limits = limits;
  }

  /** Keeps what a stream says, from its first event on. */
  public void track(EventLog log) {
    synchronized (lock) {
      bySession
          .computeIfAbsent(log.session(), _ -> new Share())
          .streams
          .put(log.id(), new Tracked(log));
    }
    log.keptBy(this::keep);
  }

  private void keep(Event event) {
    List<Event> oldest = new ArrayList<>();
    synchronized (lock) {
      Share share = bySession.get(event.log().session());
      if (share == null || !share.streams.containsKey(event.log().id())) {
        return;
      }
      // Before it is added, so that a large answer does not push out what leads to it.
      take(share.inOrder, share.bytes - limits.perSession(), oldest);
      take(inOrder, bytes - limits.inAll(), oldest);
      share.inOrder.add(event);
      share.bytes += event.size();
      inOrder.add(event);
      bytes += event.size();
    }
    forget(oldest);
  }

  private static void take(SequencedSet<Event> from, long tooMany, List<Event> oldest) {
    long taken = 0;
    for (Event event : from) {
      if (taken >= tooMany) {
        return;
      }
      taken += event.size();
      oldest.add(event);
    }
  }

  /** Without our lock: a stream takes its own. */
  private void forget(List<Event> events) {
    for (Event event : events) {
      if (event.log().forget(event)) {
        synchronized (lock) {
          drop(event);
          if (event.log().isSpent()) {
            forgetStream(event.log());
          }
        }
      }
    }
  }

  private void drop(Event event) {
    if (inOrder.remove(event)) {
      bytes -= event.size();
    }
    Share share = bySession.get(event.log().session());
    if (share != null && share.inOrder.remove(event)) {
      share.bytes -= event.size();
    }
  }

  /** A stream of a session; empty if it is not here or no longer kept. */
  public Optional<EventLog> find(UUID session, UUID stream) {
    synchronized (lock) {
      Share share = bySession.get(session);
      return Optional.ofNullable(share == null ? null : share.streams.get(stream))
          .map(tracked -> tracked.log);
    }
  }

  /** Forgets all streams of a session. */
  public void forgetSession(UUID session) {
    synchronized (lock) {
      Share share = bySession.remove(session);
      if (share != null) {
        share.inOrder.forEach(event -> {
          if (inOrder.remove(event)) {
            bytes -= event.size();
          }
        });
      }
    }
  }

  /**
   * Forgets streams that ended, or that nobody reads, since some time.
   *
   * @return how many
   */
  public int sweep() {
    int swept = 0;
    synchronized (lock) {
      for (Share share : List.copyOf(bySession.values())) {
        for (Tracked tracked : List.copyOf(share.streams.values())) {
          if (isOver(tracked)) {
            forgetStream(tracked.log);
            swept++;
          }
        }
      }
    }
    return swept;
  }

  private boolean isOver(Tracked tracked) {
    long now = nanos.getAsLong();
    if (!tracked.log.rests()) {
      tracked.restsSince = null;
    } else if (tracked.restsSince == null) {
      tracked.restsSince = now;
    }
    return tracked.restsSince != null && now - tracked.restsSince > limits.atRest().toNanos();
  }

  /** Forgets a stream that nobody will come back to. */
  public void forgetStream(EventLog log) {
    synchronized (lock) {
      Share share = bySession.get(log.session());
      if (share == null || share.streams.remove(log.id()) == null) {
        return;
      }
      List.copyOf(share.inOrder).stream().filter(e -> e.log() == log).forEach(this::drop);
      if (share.streams.isEmpty()) {
        bySession.remove(log.session());
      }
    }
  }

  /** What is kept at this moment. */
  public record Kept(int sessions, int streams, long bytes) {}

  public Kept kept() {
    synchronized (lock) {
      int streams = bySession.values().stream().mapToInt(share -> share.streams.size()).sum();
      return new Kept(bySession.size(), streams, bytes);
    }
  }
}
