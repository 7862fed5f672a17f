package dev.axontask.server.mcp.legacy.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one stream has said, and whether more will follow. Appending never waits for a reader. At
 * most one connection reads at a time, and the newest is the one. Thread-safe.
 */
public final class EventLog {
  private final UUID session;
  private final UUID id;
  private final @Nullable Object requestId;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by {@link #lock}: in the order of positions, those after {@link #floor}. */
  private final Deque<Event> kept = new ArrayDeque<>();

  /** Guarded by {@link #lock}: the position of the newest event. */
  private long last;

  /** Guarded by {@link #lock}: events up to here are not kept. */
  private long floor;

  /** Guarded by {@link #lock}: nothing is appended any more. */
  private boolean ended;

  /** Guarded by {@link #lock}. */
  private @Nullable Reader reader;

  /** Guarded by {@link #lock}: the highest position that was written to a connection. */
  private long sent;

  /** Guarded by {@link #lock}: hears of each event that may be asked for again. */
  private @Nullable Consumer<Event> keeper;

  /**
   * An empty stream.
   *
   * @param requestId the request that it answers, a String or a Long; null for the stream of
   *     messages that belong to no request
   */
  public EventLog(UUID session, UUID id, @Nullable Object requestId) {
    this.session = session;
    this.id = id;
    this.requestId = requestId;
  }

  UUID session() {
    return session;
  }

  UUID id() {
    return id;
  }

  @Nullable Object requestId() {
    return requestId;
  }

  /** Says something; unheard if the stream has ended. */
  public void append(byte[] json) {
    add(json, false);
  }

  /** Says the last thing. */
  public void end(byte[] json) {
    add(json, true);
  }

  /** Ends without another word. */
  public void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void add(byte[] json, boolean closing) {
    Event event;
    Consumer<Event> hears;
    lock.lock();
    try {
      if (ended) {
        return;
      }
      event = new Event(this, ++last, json);
      kept.addLast(event);
      ended = closing;
      hears = keeper;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    // Outside the lock: it may make this stream, or another, forget.
    if (hears != null) {
      hears.accept(event);
    }
  }

  /** Tells about every event, from the first that is kept on. */
  void keptBy(Consumer<Event> hears) {
    List<Event> so;
    lock.lock();
    try {
      keeper = hears;
      so = List.copyOf(kept);
    } finally {
      lock.unlock();
    }
    so.forEach(hears);
  }

  /** Begins to read; an older reader leaves. */
  public Reader attach() {
    lock.lock();
    try {
      Reader newest = new Reader();
      reader = newest;
      changed.signalAll();
      return newest;
    } finally {
      lock.unlock();
    }
  }

  /** Makes the reader leave after what was said so far; what follows waits for the next one. */
  public void hangUp() {
    lock.lock();
    try {
      if (reader != null) {
        reader.leavesAfter = last;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void detach(Reader leaving) {
    lock.lock();
    try {
      if (reader == leaving) {
        reader = null;
      }
    } finally {
      lock.unlock();
    }
  }

  void sent(long position) {
    lock.lock();
    try {
      sent = Math.max(sent, position);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something to do after this position. */
  Next next(Reader asking, long after, Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (true) {
        Next known = known(asking, after);
        if (known != null) {
          return known;
        }
        if (left <= 0) {
          return new Next.Quiet();
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Next known(Reader asking, long after) {
    if (asking != reader || after >= asking.leavesAfter) {
      return new Next.Left();
    }
    if (after < floor) {
      return new Next.Gone();
    }
    if (after < last) {
      List<Event> following =
          kept.stream()
              .filter(event -> event.position() > after && event.position() <= asking.leavesAfter)
              .toList();
      return new Next.Events(following, ended && asking.leavesAfter >= last);
    }
    return ended ? new Next.Ended() : null;
  }

  /** Whether everything after a position is there, or still to come. */
  public boolean reaches(long after) {
    lock.lock();
    try {
      return floor <= after && after <= last;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forgets up to an event, unless it is the newest one and a reader is about to send it.
   *
   * @return whether it is forgotten
   */
  boolean forget(Event event) {
    lock.lock();
    try {
      if (reader != null && event.position() == last && sent < last) {
        return false;
      }
      floor = Math.max(floor, event.position());
      while (!kept.isEmpty() && kept.getFirst().position() <= floor) {
        kept.removeFirst();
      }
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nobody reads, and nobody will say anything before somebody does. */
  boolean rests() {
    lock.lock();
    try {
      return ended || (requestId == null && reader == null);
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is nothing more to be had of it. */
  boolean isSpent() {
    lock.lock();
    try {
      return ended && kept.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
