package dev.axontask.engine.tail;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.EntryCodec.Entry;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.task.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * The tail of one simulated process: the real {@link Watched}, {@link Window} and {@link Position},
 * and in place of {@link Tail}'s thread and {@link RedisTail}'s connections somebody who carries
 * questions and answers, when and if it likes.
 */
public final class SteppedTail {

  /** Carries questions. */
  public interface Questions {
    /** Asks Redis for the entries after a position. */
    void redis(TaskId task, long afterSeq);

    /** Asks the log for what is newest, after a position. */
    void log(TaskId task, long afterSeq);
  }

  private final LongSupplier nanos;
  private final Questions questions;
  private final AtomicLong windows = new AtomicLong();
  private final Map<TaskId, Watched> watched = new LinkedHashMap<>();

  /**
   * @param nanos a monotonic clock
   */
  public SteppedTail(LongSupplier nanos, Questions questions) {
    this.nanos = nanos;
    this.questions = questions;
  }

  /** Opens a reader that begins at the beginning. */
  public Reading open(TenantId tenant, TaskId task, Head head, TaskState state, byte[] genesis) {
    Heads.Start start =
        new Heads.Start(state, 0, genesis, head.lastSeq(), head.lastHash(), head.closed());
    Watched each =
        watched.computeIfAbsent(task, _ -> new Watched(tenant, task, start, windows, nanos));
    each.stateAt(head.lastSeq(), state);
    Reading reading = new Reading(each, new Position(each, 0, genesis, false));
    each.streams().add(reading);
    return reading;
  }

  /** Redis announced a sequence. */
  public void announced(TaskId task, long seq) {
    find(task).ifPresent(each -> follow(each, each.announced(seq)));
  }

  /** The subscription is there; what was announced before was not heard. */
  public void subscribed(TaskId task) {
    find(task).ifPresent(each -> follow(each, each.ask()));
  }

  /** Redis gave these entries, or something that is none. */
  public void answered(TaskId task, List<Entry> entries, boolean whole) {
    find(task)
        .ifPresent(
            each -> follow(each, each.answered(new RedisTail.Answer(List.copyOf(entries), whole))));
  }

  /** Redis gave no answer. */
  public void unanswered(TaskId task) {
    find(task).ifPresent(each -> follow(each, each.unanswered()));
  }

  /** The log has these, without gaps, as the newest. */
  public void filled(TaskId task, List<Event> newest) {
    find(task).ifPresent(each -> each.fromDatabase(newest));
  }

  private Optional<Watched> find(TaskId task) {
    return Optional.ofNullable(watched.get(task));
  }

  private void follow(Watched each, Watched.Next next) {
    switch (next) {
      case NOTHING -> {}
      case ASK_REDIS -> questions.redis(each.task(), each.endSeq());
      case ASK_DATABASE -> questions.log(each.task(), each.endSeq());
    }
  }

  /** The answer to a comparison of heads; the question was {@link #compare}. */
  public interface Comparison {
    void answer();
  }

  /** Asks for the heads of quiet tasks. What it gives is done when the answer comes. */
  public Comparison compare(Function<TaskId, Head> heads) {
    Map<Watched, Long> versions = new HashMap<>();
    List<Runnable> answers = new ArrayList<>();
    for (Watched each : watched.values()) {
      if (each.quietFor(TailLimits.COMPARE.toNanos())) {
        versions.put(each, each.version());
        Head head = heads.apply(each.task());
        answers.add(() -> compared(each, versions.getOrDefault(each, -1L), head));
      }
    }
    return () -> answers.forEach(Runnable::run);
  }

  private void compared(Watched each, long asked, Head head) {
    if (each.compared(asked, head.lastSeq(), head.lastHash())) {
      questions.log(each.task(), each.endSeq());
    }
  }

  /** One reader of one task. */
  public static final class Reading implements Follower {
    private final Watched watched;
    private final Position position;

    Reading(Watched watched, Position position) {
      this.watched = watched;
      this.position = position;
    }

    /**
     * Takes what follows the cursor.
     *
     * @param log gives the events after a cursor
     */
    public List<Event> next(int atMost, LongFunction<List<Event>> log) {
      if (position.done()) {
        return List.of();
      }
      List<Event> known = position.look(false, log::apply);
      return known.isEmpty() ? known : position.give(known, atMost, Long.MAX_VALUE);
    }

    public boolean done() {
      return position.done();
    }

    /** The state as this reader is told it. */
    public TaskState state() {
      return watched.state();
    }

    @Override
    public long cursor() {
      return position.cursor();
    }

    /** The simulation looks by itself. */
    @Override
    public void wake() {}

    @Override
    public void close() {
      watched.streams().remove(this);
    }
  }
}
