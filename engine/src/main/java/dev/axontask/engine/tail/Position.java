package dev.axontask.engine.tail;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Snapshot;
import dev.axontask.engine.task.TaskState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in a task's log, and what it takes from where. From the window it takes only
 * what links to the hash at its cursor; otherwise the log itself is asked. For one thread at a
 * time, but for the cursor.
 */
final class Position {
  private static final long NEVER_LOOKED = -1;

  /** Of an event that is gone: no event links to it. */
  private static final byte[] NOT_KNOWN = new byte[32];

  /** The log itself. */
  @FunctionalInterface
  interface Log {
    /**
     * Events after a cursor, in order and without gaps; all or the first of them. Where some were
     * trimmed, it says so by {@link Position#passOver}, and answers with those behind them.
     */
    List<Event> after(long cursor);
  }

  private final Watched watched;
  private volatile long cursor;
  private byte[] hash;
  private boolean done;

  /** The watched task's version at which there was nothing after the cursor. */
  private long nothingAt = NEVER_LOOKED;

  /**
   * @param hash at the cursor; null if that event was trimmed
   */
  Position(Watched watched, long cursor, byte @Nullable [] hash, boolean done) {
    this.watched = watched;
    this.cursor = cursor;
    this.hash = hash == null ? NOT_KNOWN : hash;
    this.done = done;
  }

  long cursor() {
    return cursor;
  }

  /** At the cursor, 32 bytes; zeros while it is not known. */
  byte[] hash() {
    return hash;
  }

  /** Whether the hash at the cursor is known. */
  @SuppressWarnings("ReferenceEquality") // this very array, not a hash of zeros
  boolean knowsHash() {
    return hash != NOT_KNOWN;
  }

  /** Moves behind events that are gone. */
  void passOver(Snapshot trimmed) {
    cursor = trimmed.trimmedSeq();
    hash = trimmed.trimmedHash();
    done = trimmed.trimmedWhole();
  }

  /** Whether the terminal event has been given: nothing follows. */
  boolean done() {
    return done;
  }

  /** Whether nothing has changed since there was nothing. */
  boolean idle() {
    return watched.version() == nothingAt;
  }

  /**
   * What follows the cursor, as far as it is known; nothing is given yet.
   *
   * @param mustLook whether the log is asked even if nothing is said to have changed
   */
  List<Event> look(boolean mustLook, Log log) {
    long version = watched.version();
    List<Event> events = fromWindow(version);
    if (!events.isEmpty() || (!mustLook && nothingAt == version)) {
      return events;
    }
    long before = cursor;
    List<Event> page = log.after(before);
    nothingAt = page.isEmpty() && cursor == before ? version : NEVER_LOOKED;
    return page;
  }

  /** The events in the window that follow the cursor, if they link to the hash at the cursor. */
  private List<Event> fromWindow(long version) {
    Window window = watched.window();
    List<Event> events = window.after(cursor);
    if (!events.isEmpty() && !Arrays.equals(events.getFirst().hashPrev(), hash)) {
      watched.refuted(window);
      nothingAt = NEVER_LOOKED;
      return List.of();
    }
    if (!events.isEmpty()) {
      // Once these are given there is nothing more, as of this version.
      nothingAt = version;
    }
    return events;
  }

  /**
   * Gives the first of these, and moves behind them.
   *
   * @param maxBytes of payload; the first event is given however large it is
   */
  List<Event> give(List<Event> events, int maxEvents, long maxBytes) {
    int count = 0;
    long bytes = 0;
    while (count < events.size() && count < maxEvents) {
      bytes += events.get(count).payloadLength();
      if (count > 0 && bytes > maxBytes) {
        break;
      }
      count++;
    }
    if (count < events.size()) {
      nothingAt = NEVER_LOOKED;
    }
    List<Event> given = List.copyOf(events.subList(0, count));
    moveBehind(given.getLast());
    return given;
  }

  private void moveBehind(Event last) {
    hash = last.hash();
    cursor = last.seq();
    Optional<TaskState> end =
        EventKind.ofWord(last.kind())
            .filter(EventKind::terminal)
            .flatMap(kind -> TaskState.ofWord(kind.word()));
    done = end.isPresent();
    // A reader of the log may meet the end before the tail has heard of it.
    end.ifPresent(watched::state);
  }
}
