package dev.axontask.engine.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log of one task, for the holder of its current fencing token. Made by {@link Appender#open};
 * thread-safe. Accepted events wait here until the task's {@link Lane} takes them into a group.
 */
public final class TaskLog implements AutoCloseable {
  /** Bytes that one task may have accepted and not durable, so that none takes all the room. */
  private static final long SHARE = 2 * 1024 * 1024;

  private final TenantId tenant;
  private final TaskId task;
  private final Lane lane;
  private final Budget budget;
  private final InstantSource clock;

  /** Promises: what is accepted is in order; {@code waitingBytes} and what it counts agree. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private long waitingBytes;

  /** Of the group that is being written; only the lane adds to it. */
  @GuardedBy("lock")
  private long writingBytes;

  @GuardedBy("lock")
  private long accepted;

  @GuardedBy("lock")
  private long settled;

  @GuardedBy("lock")
  private boolean finishing;

  private volatile Head durable;
  private volatile @Nullable String closed;

  TaskLog(TenantId tenant, TaskId task, Head head, Lane lane, Budget budget, InstantSource clock) {
    this.tenant = tenant;
    this.task = task;
    this.lane = lane;
    this.budget = budget;
    this.clock = clock;
    this.durable = head;
    this.closed = head.closed() ? "the task has ended" : null;
  }

  TenantId tenant() {
    return tenant;
  }

  TaskId task() {
    return task;
  }

  /**
   * Adds an event. Returns when it is accepted, before it is durable; blocks while this task or the
   * process has too much that is accepted and not yet durable.
   *
   * @throws SinkClosedException the log was closed, or somebody else holds the task
   */
  public void append(EventDraft draft) throws SinkClosedException, InterruptedException {
    if (draft.kind().terminal()) {
      throw new IllegalArgumentException("a terminal event goes through finish()");
    }
    accept(draft, null);
  }

  /**
   * Adds the terminal event and ends the task and its attempt, in one transaction; returns when
   * that is durable. Nothing can be added afterwards.
   *
   * @throws SinkClosedException the log was closed, or somebody else holds the task: it may or may
   *     not have been ended by this call, which its row tells
   */
  public void finish(EventDraft terminal, Ending ending)
      throws SinkClosedException, InterruptedException {
    if (!terminal.kind().terminal()) {
      throw new IllegalArgumentException("only a terminal event finishes: " + terminal.kind());
    }
    awaitSettled(accept(terminal, ending));
  }

  /**
   * Waits until everything accepted is durable, and closes the log: what follows is written by the
   * caller in a transaction of its own, under the same token.
   *
   * @throws SinkClosedException the log was closed, or somebody else holds the task
   */
  public void handOver() throws SinkClosedException, InterruptedException {
    flush();
    if (isClosed()) {
      throw refusal();
    }
    refuse("the attempt is over");
  }

  /** The head as of the last commit. */
  public Head durable() {
    return durable;
  }

  /** Waits until everything accepted so far is durable. */
  public void flush() throws SinkClosedException, InterruptedException {
    long target;
    lock.lock();
    try {
      target = accepted;
    } finally {
      lock.unlock();
    }
    awaitSettled(target);
  }

  /** Stops writing: what is accepted and not yet durable is dropped. Returns at once. */
  @Override
  public void close() {
    refuse("the log was closed");
  }

  boolean isClosed() {
    return closed != null;
  }

  /** Whether the event of this number, and those before it, are durable. */
  boolean isSettled(long number) {
    lock.lock();
    try {
      return settled >= number;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the event's number among those that were accepted. */
  long accept(EventDraft draft, @Nullable Ending ending)
      throws SinkClosedException, InterruptedException {
    Pending pending = new Pending(draft, Micros.of(clock.instant()), ending);
    if (!budget.take(pending.cost(), this::isClosed)) {
      throw refusal();
    }
    long number;
    try {
      number = enqueue(pending);
    } catch (SinkClosedException | InterruptedException | RuntimeException refused) {
      budget.giveBack(pending.cost());
      throw refused;
    }
    lane.ready(this);
    return number;
  }

  private long enqueue(Pending pending) throws SinkClosedException, InterruptedException {
    lock.lockInterruptibly();
    try {
      while (closed == null && !finishing && full(pending)) {
        changed.await();
      }
      if (closed != null || finishing) {
        throw refusal();
      }
      finishing = pending.draft().kind().terminal();
      waiting.add(pending);
      waitingBytes += pending.cost();
      return ++accepted;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean full(Pending pending) {
    long unsettled = waitingBytes + writingBytes;
    return unsettled > 0 && unsettled + pending.cost() > SHARE;
  }

  private void awaitSettled(long number) throws SinkClosedException, InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!isSettled(number)) {
        if (closed != null) {
          throw refusal();
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private SinkClosedException refusal() {
    String reason = closed;
    return new SinkClosedException(reason == null ? "the task is being finished" : reason);
  }

  /** Takes the next events for a group; at least one if there is any, none once closed. */
  List<Pending> take(int maxEvents, long maxBytes) {
    lock.lock();
    try {
      List<Pending> taken = new ArrayList<>(Math.min(maxEvents, waiting.size()));
      long bytes = 0;
      while (taken.size() < maxEvents && !waiting.isEmpty()) {
        long cost = waiting.element().cost();
        if (!taken.isEmpty() && bytes + cost > maxBytes) {
          break;
        }
        bytes += cost;
        taken.add(waiting.remove());
      }
      waitingBytes -= bytes;
      writingBytes += bytes;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  boolean hasWaiting() {
    lock.lock();
    try {
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** The group was committed: the head advances, and there is room again. */
  void committed(Head head, int events) {
    long bytes;
    lock.lock();
    try {
      durable = head;
      settled += events;
      bytes = writingBytes;
      writingBytes = 0;
      if (head.closed()) {
        closed = "the task has ended";
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    budget.giveBack(bytes);
  }

  /** What was taken for a group will not be written. */
  void dropped() {
    long bytes;
    lock.lock();
    try {
      bytes = writingBytes;
      writingBytes = 0;
    } finally {
      lock.unlock();
    }
    budget.giveBack(bytes);
  }

  /** Accepts nothing from now on, for a reason, and drops what no group has taken. */
  void refuse(String reason) {
    long bytes;
    lock.lock();
    try {
      if (closed == null) {
        closed = reason;
      }
      bytes = waitingBytes;
      waitingBytes = 0;
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    budget.giveBack(bytes);
  }
}
