package dev.axontask.engine.wait;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.LogEnd;
import dev.axontask.engine.tail.EventReader;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.tail.Opening;
import dev.axontask.engine.task.TaskState;
import java.time.InstantSource;
import java.util.List;

/** Waits for tasks. Thread-safe; a wait blocks its thread. */
public final class Waits {
  /** What is read from before the beginning: an unfinished line, and when it was last heard of. */
  private static final int BEFORE_EVENTS = 64;

  private static final long BEFORE_BYTES = 64 * 1024;

  private final EventReader reader;
  private final LogEnd log;
  private final InstantSource clock;

  public Waits(EventReader reader, LogEnd log, InstantSource clock) {
    this.reader = reader;
    this.log = log;
    this.clock = clock;
  }

  /** The answer to a wish to wait. */
  public sealed interface Answer {
    /** There is no such task for this caller. */
    record NoSuchTask() implements Answer {}

    /** The log does not go so far yet; it ends at {@code lastSeq}. */
    record CursorBeyondEnd(long lastSeq) implements Answer {}

    record Over(WaitEnd end) implements Answer {}
  }

  /** Whoever waits. */
  public interface Waiter {
    /** The stream that is waited at; closing it ends the wait soon. Told once, first. */
    void opened(EventStream stream);

    /** Whether to answer with what there is. */
    boolean stopping();

    /** Nothing happened for some seconds, or something that is not waited for. */
    void waiting(TaskState state, long nextSeq);
  }

  /**
   * Waits until what is waited for is in the log after a position, the task ends, or patience is
   * over.
   *
   * @param sinceSeq exclusive: 0 for the whole log, or the last {@link WaitEnd#nextSeq}
   */
  public Answer await(Caller caller, TaskId task, long sinceSeq, WaitFor what, Waiter waiter)
      throws InterruptedException {
    return switch (reader.open(caller, task, sinceSeq)) {
      case Opening.NoSuchTask none -> new Answer.NoSuchTask();
      case Opening.CursorBeyondEnd beyond -> new Answer.CursorBeyondEnd(beyond.lastSeq());
      case Opening.Opened opened -> {
        try (EventStream stream = opened.stream()) {
          waiter.opened(stream);
          List<Event> before =
              sinceSeq == 0
                  ? List.of()
                  : log.before(caller, task, sinceSeq, BEFORE_EVENTS, BEFORE_BYTES);
          Scan scan = new Scan(what.pattern(), sinceSeq, before, System.nanoTime());
          yield new Answer.Over(new Wait(stream, scan, what, waiter, clock).run());
        }
      }
    };
  }
}
