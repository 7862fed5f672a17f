package dev.axontask.engine.tail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.EntryCodec;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Question;
import dev.axontask.engine.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A task that somebody in this process watches: how far its log is known to go, and its latest
 * events. What comes from Redis is taken only if it links to what is known; what comes from
 * PostgreSQL is the truth.
 */
final class Watched {
  /** For so long after a lie, Redis is not believed about this task. */
  private static final long DISTRUST = Duration.ofSeconds(5).toNanos();

  /** What to do about an announcement or an answer. */
  enum Next {
    NOTHING,
    ASK_REDIS,
    ASK_DATABASE
  }

  private final TaskId task;
  private final TenantId tenant;
  private final AtomicLong allWindowBytes;
  private final LongSupplier nanos;
  private final Set<Follower> streams = ConcurrentHashMap.newKeySet();

  private final Set<TaskWatch> watches = ConcurrentHashMap.newKeySet();

  private volatile Window window = Window.EMPTY;
  private volatile long version;
  private volatile TaskState state;
  private volatile long lastNews;

  /** The end as far as it is known: sequence and hash belong together. */
  @GuardedBy("this")
  private long endSeq;

  @GuardedBy("this")
  private byte[] endHash;

  /** The highest sequence that Redis announced; only a reason to ask. */
  @GuardedBy("this")
  private long announced;

  @GuardedBy("this")
  private boolean asking;

  @GuardedBy("this")
  private long trustFrom;

  /**
   * @param nanos a monotonic clock
   */
  Watched(
      TenantId tenant,
      TaskId task,
      Heads.Start start,
      AtomicLong allWindowBytes,
      LongSupplier nanos) {
    this.task = task;
    this.tenant = tenant;
    this.endSeq = start.lastSeq();
    this.endHash = start.lastHash();
    this.state = start.state();
    this.allWindowBytes = allWindowBytes;
    this.nanos = nanos;
    this.lastNews = nanos.getAsLong();
    this.trustFrom = lastNews;
  }

  TaskId task() {
    return task;
  }

  TenantId tenant() {
    return tenant;
  }

  Set<Follower> streams() {
    return streams;
  }

  Set<TaskWatch> watches() {
    return watches;
  }

  Window window() {
    return window;
  }

  /** Changes whenever there may be something new; read before looking. */
  long version() {
    return version;
  }

  TaskState state() {
    return state;
  }

  /** Takes note of a state that was read; what was read before the end does not undo the end. */
  synchronized void state(TaskState read) {
    if (!state.terminal()) {
      state = read;
    }
  }

  /** The same for a state that was read with the log's end at {@code lastSeq}, a moment ago. */
  synchronized void stateAt(long lastSeq, TaskState read) {
    if (lastSeq >= endSeq) {
      state(read);
    }
  }

  synchronized long endSeq() {
    return endSeq;
  }

  boolean quietFor(long span) {
    return nanos.getAsLong() - lastNews >= span;
  }

  /** Redis says that events up to {@code seq} exist. */
  synchronized Next announced(long seq) {
    if (seq <= endSeq) {
      return Next.NOTHING;
    }
    announced = Math.max(announced, seq);
    long end = endSeq;
    if (watches.isEmpty() && streams.stream().noneMatch(stream -> stream.cursor() >= end)) {
      // Nobody has read as far as the window goes: they find these in PostgreSQL when they come.
      signal();
      return Next.NOTHING;
    }
    return ask();
  }

  /** Asks Redis for what follows, unless that is being done or Redis is not to be believed. */
  synchronized Next ask() {
    if (nanos.getAsLong() - trustFrom < 0) {
      return Next.ASK_DATABASE;
    }
    if (asking) {
      return Next.NOTHING;
    }
    asking = true;
    return Next.ASK_REDIS;
  }

  /** Redis did not answer. */
  synchronized Next unanswered() {
    asking = false;
    return announced > endSeq ? Next.ASK_DATABASE : Next.NOTHING;
  }

  /** Redis answered; nothing of it is believed that its own hash does not fit. */
  Next answered(RedisTail.Answer answer) {
    List<Event> events = new ArrayList<>(answer.entries().size());
    boolean sound = answer.whole();
    for (EntryCodec.Entry entry : answer.entries()) {
      Event event = entry.rehashed(tenant.value(), task.value());
      sound &= Arrays.equals(event.hash(), entry.hash());
      events.add(event);
    }
    return fromRedis(events, sound);
  }

  private synchronized Next fromRedis(List<Event> events, boolean sound) {
    asking = false;
    List<Event> fresh = after(endSeq, events);
    if (!sound || !links(fresh)) {
      distrust();
      return Next.ASK_DATABASE;
    }
    if (fresh.isEmpty() || fresh.getFirst().seq() != endSeq + 1) {
      return announced > endSeq ? Next.ASK_DATABASE : Next.NOTHING;
    }
    take(window.and(fresh), fresh);
    watches.forEach(watch -> watch.heard(fresh));
    return announced > endSeq ? ask() : Next.NOTHING;
  }

  private static List<Event> after(long seq, List<Event> events) {
    return events.stream().filter(event -> event.seq() > seq).toList();
  }

  @GuardedBy("this")
  private boolean links(List<Event> fresh) {
    if (fresh.isEmpty()) {
      return true;
    }
    long seq = fresh.getFirst().seq();
    byte[] hash = seq == endSeq + 1 ? endHash : fresh.getFirst().hashPrev();
    for (Event event : fresh) {
      if (event.seq() != seq++ || !Arrays.equals(event.hashPrev(), hash)) {
        return false;
      }
      hash = event.hash();
    }
    return true;
  }

  /** PostgreSQL has these, without gaps, as the latest. */
  synchronized void fromDatabase(List<Event> events) {
    List<Event> fresh = after(endSeq, events);
    if (!fresh.isEmpty()) {
      boolean joins =
          fresh.getFirst().seq() == endSeq + 1
              && Arrays.equals(fresh.getFirst().hashPrev(), endHash);
      take(joins ? window.and(fresh) : Window.of(fresh), fresh);
      watches.forEach(joins ? watch -> watch.heard(fresh) : TaskWatch::heardSomething);
    }
    announced = endSeq;
  }

  /**
   * A reader found that the window does not link to what it has read, which came from PostgreSQL.
   */
  @SuppressWarnings("ReferenceEquality") // this very window, not one with the same events
  synchronized void refuted(Window wrong) {
    if (window == wrong) {
      distrust();
    }
  }

  @GuardedBy("this")
  private void distrust() {
    trustFrom = nanos.getAsLong() + DISTRUST;
    replaceWindow(Window.EMPTY);
  }

  /**
   * PostgreSQL says where the end is.
   *
   * @param asked the version before the question: what came since then is newer than the answer
   * @return whether there is something to read from PostgreSQL
   */
  boolean compared(long asked, long seq, byte[] hash) {
    if (seq > endSeq()) {
      return true;
    }
    confirmed(asked, seq, hash);
    return false;
  }

  /** The end is what PostgreSQL says, whatever was believed before. */
  private synchronized void confirmed(long asked, long seq, byte[] hash) {
    boolean wrong = endSeq > seq || (endSeq == seq && !Arrays.equals(endHash, hash));
    if (wrong && version == asked) {
      distrust();
      endSeq = seq;
      endHash = hash;
      announced = seq;
    }
  }

  @GuardedBy("this")
  private void take(Window next, List<Event> fresh) {
    endSeq = fresh.getLast().seq();
    endHash = fresh.getLast().hash();
    for (Event event : fresh) {
      EventKind.ofWord(event.kind()).ifPresent(kind -> follow(kind, event));
    }
    replaceWindow(next);
    signal();
  }

  private void follow(EventKind kind, Event event) {
    switch (kind) {
      case STARTED -> state(TaskState.RUNNING);
      case INPUT_REQUIRED -> state(TaskState.INPUT_REQUIRED);
      case INPUT ->
          Question.openAfter(event)
              .ifPresent(open -> state(open > 0 ? TaskState.INPUT_REQUIRED : TaskState.RUNNING));
      case RETRY -> state(TaskState.PENDING);
      case SUCCEEDED, FAILED, CANCELED, TIMED_OUT, LOST, DEAD_LETTER ->
          TaskState.ofWord(kind.word()).ifPresent(this::state);
      case STDOUT, STDERR, PROGRESS, LINGERING, TRUNCATED, STALLED, REATTACHED, SIGNAL -> {}
    }
  }

  /** Forgets the window: for a quiet task nobody will ask for it. */
  synchronized void rest() {
    replaceWindow(Window.EMPTY);
  }

  @GuardedBy("this")
  private void replaceWindow(Window next) {
    Window kept = next;
    if (allWindowBytes.get() - window.bytes() + next.bytes() > TailLimits.ALL_WINDOWS) {
      kept = Window.EMPTY;
    }
    allWindowBytes.addAndGet(kept.bytes() - window.bytes());
    window = kept;
  }

  /** Tells all readers to look. */
  synchronized void signal() {
    lastNews = nanos.getAsLong();
    version++;
    for (Follower stream : streams) {
      stream.wake();
    }
  }
}
