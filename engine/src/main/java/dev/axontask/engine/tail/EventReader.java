package dev.axontask.engine.tail;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens streams of tasks' events. One per process: it follows all watched tasks together.
 * Thread-safe.
 */
public final class EventReader implements AutoCloseable {
  /** As {@code sinceSeq}: only what is added from now on. */
  public static final long LIVE_ONLY = -1;

  private final Database database;
  private final Heads heads;
  private final Tail tail;

  private EventReader(Database database, Tail tail) {
    this.database = database;
    this.heads = new Heads(database);
    this.tail = tail;
  }

  /**
   * Starts following. Redis need not be there yet.
   *
   * @param epoch of this database, from the table {@code installation}
   */
  public static EventReader start(
      Database database,
      RedisClient redis,
      RedisURI uri,
      UUID epoch,
      InstantSource clock,
      MeterRegistry meters) {
    return new EventReader(database, Tail.start(database, redis, uri, epoch, clock, meters));
  }

  /**
   * Opens a stream of the events after a position.
   *
   * @param sinceSeq exclusive: 0 for all, or {@link #LIVE_ONLY}
   */
  public Opening open(Caller caller, TaskId task, long sinceSeq) {
    if (sinceSeq < LIVE_ONLY) {
      throw new IllegalArgumentException("a position is not negative: " + sinceSeq);
    }
    Optional<Heads.Start> found = heads.start(caller.tenant(), task, sinceSeq);
    if (found.isEmpty()) {
      return new Opening.NoSuchTask();
    }
    Heads.Start start = found.get();
    return start.seq() > start.lastSeq()
        ? new Opening.CursorBeyondEnd(start.lastSeq())
        : new Opening.Opened(tail.open(database, caller.tenant(), task, start));
  }

  /**
   * Calls {@code changed} after each change from now on, on a thread that all watches share: it
   * must not block. A task that has ended never calls. The watch is the caller's to close.
   */
  public Watching watch(Caller caller, TaskId task, TaskWatch.Of what, Runnable changed) {
    Optional<Heads.Start> found = heads.start(caller.tenant(), task, LIVE_ONLY);
    if (found.isEmpty()) {
      return new Watching.NoSuchTask();
    }
    return tail.watch(caller.tenant(), task, found.get(), what, changed)
        .<Watching>map(Watching.Opened::new)
        .orElseGet(Watching.TooMany::new);
  }

  @Override
  public void close() {
    tail.close();
  }
}
