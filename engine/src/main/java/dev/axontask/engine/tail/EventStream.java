package dev.axontask.engine.tail;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventPages;
import dev.axontask.engine.event.Snapshot;
import dev.axontask.engine.event.Snapshots;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

  /** Stands for events that were passed over, until a batch has said so. */
  private @Nullable Snapshot passedOver;

  private volatile @Nullable Thread waiter;
  private volatile boolean closed;

  /** Events after the cursor; and what stands for those between the two that are gone. */
  private record Found(List<Event> events, Optional<Snapshot> trimmed) {}

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
      if (passedOver != null) {
        break;
      }
      if (deadline - System.nanoTime() <= 0) {
        break;
      }
      await(deadline);
    }
    return batch(List.of());
  }

  private Batch batch(List<Event> given) {
    Snapshot trimmed = passedOver;
    passedOver = null;
    return new Batch(
        given, position.cursor(), position.done(), watched.state(), position.hash(), trimmed);
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
    Found found = database.asTenant(watched.tenant(), tx -> find(tx, cursor, maxEvents, bytes));
    found
        .trimmed()
        .ifPresent(trimmed -> {
          position.passOver(trimmed);
          passedOver = trimmed;
        });
    return found.events();
  }

  /**
   * Events after a cursor. Where they are gone, what stands for them, and the events behind it: the
   * snapshot is there before the first event goes, and moves with each that goes. Should more go
   * between the two questions, the next look finds that.
   */
  private Found find(Connection tx, long cursor, int maxEvents, long maxBytes) throws SQLException {
    UUID task = watched.task().value();
    List<Event> page = EventPages.after(tx, task, cursor, maxEvents, maxBytes);
    boolean gap = page.isEmpty() ? watched.state().terminal() : page.getFirst().seq() > cursor + 1;
    if (!gap) {
      return new Found(page, Optional.empty());
    }
    Optional<Snapshot> trimmed =
        Snapshots.find(tx, task).filter(found -> found.trimmedSeq() > cursor);
    if (trimmed.isEmpty()) {
      return new Found(page, trimmed);
    }
    long from = trimmed.get().trimmedSeq();
    List<Event> behind = EventPages.after(tx, task, from, maxEvents, maxBytes);
    boolean joins = !behind.isEmpty() && behind.getFirst().seq() == from + 1;
    return new Found(joins ? behind : List.of(), trimmed);
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

  /** The hash at the cursor, 32 bytes; zeros while it is not known. */
  public byte[] cursorHash() {
    return position.hash();
  }

  /** Whether nothing more will be given. */
  public boolean closed() {
    return closed;
  }

  /** Whether the hash at the cursor is known; not if its event was trimmed. */
  public boolean knowsHash() {
    return position.knowsHash();
  }

  @Override
  public void close() {
    closed = true;
    tail.forget(this);
    wake();
  }
}
