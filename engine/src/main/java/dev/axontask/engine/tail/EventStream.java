package dev.axontask.engine.tail;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventPages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One reader's way through a task's log. For one thread at a time; {@link #close} from any. Holds
 * nothing but its position: what was not taken yet stays where it is.
 */
public final class EventStream implements Follower {
  private static final Duration DATABASE_PAUSE = Duration.ofMillis(200);

  private final Database database;
  private final Tail tail;
  private final Watched watched;
  private final Position position;
  private volatile @Nullable Thread waiter;
  private volatile boolean closed;

  EventStream(Database database, Tail tail, Watched watched, Position position) {
    this.database = database;
    this.tail = tail;
    this.watched = watched;
    this.position = position;
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
    while (!position.done() && !closed) {
      List<Event> events = look(maxEvents, maxBytes, deadline, mustLook);
      mustLook = false;
      if (!events.isEmpty()) {
        return batch(position.give(events, maxEvents, maxBytes));
      }
      if (deadline - System.nanoTime() <= 0) {
        break;
      }
      await(deadline);
    }
    return batch(List.of());
  }

  private Batch batch(List<Event> given) {
    return new Batch(given, position.cursor(), position.done(), watched.state(), position.hash());
  }

  private List<Event> look(int maxEvents, int maxBytes, long deadline, boolean mustAnswer)
      throws InterruptedException {
    try {
      return position.look(mustAnswer, cursor -> page(cursor, maxEvents, maxBytes));
    } catch (DatabaseUnavailableException away) {
      if (mustAnswer) {
        throw away;
      }
      long left = Math.max(0, deadline - System.nanoTime());
      Thread.sleep(Duration.ofNanos(Math.min(left, DATABASE_PAUSE.toNanos())));
      return List.of();
    }
  }

  private List<Event> page(long cursor, int maxEvents, int maxBytes) {
    long bytes = Math.min(maxBytes, TailLimits.PAGE_BYTES);
    return database.asTenant(
        watched.tenant(),
        tx -> EventPages.after(tx, watched.task().value(), cursor, maxEvents, bytes));
  }

  private void await(long deadline) throws InterruptedException {
    waiter = Thread.currentThread();
    try {
      while (position.idle() && !closed) {
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

  @Override
  public void wake() {
    LockSupport.unpark(waiter);
  }

  Watched watched() {
    return watched;
  }

  /** The highest sequence given so far, or the position at which the stream was opened. */
  @Override
  public long cursor() {
    return position.cursor();
  }

  /** The hash at the cursor, 32 bytes. */
  public byte[] cursorHash() {
    return position.hash();
  }

  /** Whether nothing more will be given. */
  public boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    tail.forget(this);
    wake();
  }
}
