package dev.axontask.engine.tail;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.EventPages;
import dev.axontask.engine.task.TaskState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One reader's way through a task's log. For one thread at a time; {@link #close} from any. Holds
 * nothing but its position: what was not taken yet stays where it is.
 */
public final class EventStream implements AutoCloseable {
  private static final long NEVER_LOOKED = -1;
  private static final Duration DATABASE_PAUSE = Duration.ofMillis(200);

  private final Database database;
  private final Tail tail;
  private final Watched watched;
  private volatile long cursor;
  private byte[] hash;
  private boolean done;

  /** The watched task's version at which there was nothing after the cursor. */
  private long nothingAt = NEVER_LOOKED;

  private volatile @Nullable Thread waiter;
  private volatile boolean closed;

  EventStream(
      Database database, Tail tail, Watched watched, long cursor, byte[] hash, boolean done) {
    this.database = database;
    this.tail = tail;
    this.watched = watched;
    this.cursor = cursor;
    this.hash = hash;
    this.done = done;
  }

  /**
   * The next events. Returns as soon as there is one, or when the wait is over, or the stream was
   * closed.
   *
   * @param maxEvents at least 1
   * @param maxBytes of payload; the first event is given however large it is
   * @param wait how long to wait when nothing is there; zero asks the database for what is there
   *     now
   * @throws DatabaseUnavailableException if the wait is zero and PostgreSQL is away; with a wait,
   *     that is sat out
   */
  public Batch next(int maxEvents, int maxBytes, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    boolean mustLook = wait.isZero();
    while (!done && !closed) {
      long version = watched.version();
      List<Event> events = fromWindow(version);
      if (events.isEmpty() && (mustLook || nothingAt != version)) {
        events = fromDatabase(version, maxEvents, maxBytes, deadline, mustLook);
        mustLook = false;
      }
      if (!events.isEmpty()) {
        return give(events, maxEvents, maxBytes);
      }
      if (deadline - System.nanoTime() <= 0) {
        break;
      }
      await(deadline);
    }
    return new Batch(List.of(), cursor, done, watched.state(), hash);
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

  private List<Event> fromDatabase(
      long version, int maxEvents, int maxBytes, long deadline, boolean mustAnswer)
      throws InterruptedException {
    try {
      List<Event> page =
          database.asTenant(
              watched.tenant(),
              tx ->
                  EventPages.after(
                      tx,
                      watched.task().value(),
                      cursor,
                      maxEvents,
                      Math.min(maxBytes, TailLimits.PAGE_BYTES)));
      nothingAt = page.isEmpty() ? version : NEVER_LOOKED;
      return page;
    } catch (DatabaseUnavailableException away) {
      if (mustAnswer) {
        throw away;
      }
      long left = Math.max(0, deadline - System.nanoTime());
      Thread.sleep(Duration.ofNanos(Math.min(left, DATABASE_PAUSE.toNanos())));
      return List.of();
    }
  }

  private Batch give(List<Event> events, int maxEvents, int maxBytes) {
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
    Event last = given.getLast();
    hash = last.hash();
    cursor = last.seq();
    Optional<TaskState> end =
        EventKind.ofWord(last.kind())
            .filter(EventKind::terminal)
            .flatMap(kind -> TaskState.ofWord(kind.word()));
    done = end.isPresent();
    // A reader of the database may meet the end before the tail has heard of it.
    end.ifPresent(watched::state);
    return new Batch(given, cursor, done, watched.state(), hash);
  }

  private void await(long deadline) throws InterruptedException {
    waiter = Thread.currentThread();
    try {
      while (watched.version() == nothingAt && !closed) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } finally {
      waiter = null;
    }
  }

  void wake() {
    LockSupport.unpark(waiter);
  }

  Watched watched() {
    return watched;
  }

  /** The highest sequence given so far, or the position at which the stream was opened. */
  public long cursor() {
    return cursor;
  }

  /** The hash at the cursor, 32 bytes. */
  public byte[] cursorHash() {
    return hash;
  }

  @Override
  public void close() {
    closed = true;
    tail.forget(this);
    wake();
  }
}
