package dev.axontask.engine.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that commits the events of its tasks, group after group. While a group is being
 * committed the next one gathers: an idle lane writes the first event at once, a busy one writes
 * hundreds in a transaction, and no timer decides which.
 */
final class Lane implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);

  /** Bounds of a group: what a transaction of about 10 ms holds. */
  private static final int GROUP_EVENTS = 1024;

  private static final long GROUP_BYTES = 4 * 1024 * 1024;

  /** What a task may put into a group when others wait. */
  private static final int SHARE_EVENTS = 64;

  private final GroupCommit.Means means;
  private final Progress progress;

  /** Promises: a log is in {@code ready} once at most, and {@code queued} says whether it is. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition work = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<TaskLog> ready = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Set<TaskLog> queued = new LinkedHashSet<>();

  @GuardedBy("lock")
  private boolean draining;

  private volatile boolean abandoned;

  Lane(GroupCommit.Means means, Progress progress) {
    this.means = means;
    this.progress = progress;
  }

  /** Says that a log has something to write. */
  void ready(TaskLog log) {
    lock.lock();
    try {
      if (queued.add(log)) {
        ready.add(log);
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread once everything is written. */
  void drain() {
    lock.lock();
    try {
      draining = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread as soon as its current statement returns. */
  void abandon() {
    abandoned = true;
    drain();
  }

  @Override
  public void run() {
    try {
      while (!abandoned) {
        GroupCommit group = nextGroup();
        if (group.done() && isDrained()) {
          break;
        }
        write(group);
        progress.writeIfDue();
      }
      progress.writeNow();
    } catch (InterruptedException interrupted) {
      log.warn("an appender thread was interrupted; the events it had not written are lost");
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDrained() {
    lock.lock();
    try {
      return draining && idle();
    } finally {
      lock.unlock();
    }
  }

  /** Whether no log has something to write. */
  boolean idle() {
    lock.lock();
    try {
      return ready.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something to write, and takes it. */
  GroupCommit nextGroup() throws InterruptedException {
    return new GroupCommit(means, gather(awaitReady()));
  }

  /** Waits for logs with something to write, or until progress rows are due. */
  private List<TaskLog> awaitReady() throws InterruptedException {
    long nanos = progress.nanosUntilDue();
    lock.lockInterruptibly();
    try {
      while (ready.isEmpty() && !draining && nanos > 0) {
        nanos = work.awaitNanos(nanos);
      }
      List<TaskLog> logs = new ArrayList<>(ready);
      ready.clear();
      queued.clear();
      return logs;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a share of each log, in turn, until the group is full; the rest stays ready. */
  private List<Part> gather(List<TaskLog> logs) {
    List<Part> group = new ArrayList<>(logs.size());
    int events = 0;
    long bytes = 0;
    int share = logs.isEmpty() ? 0 : Math.max(SHARE_EVENTS, GROUP_EVENTS / logs.size());
    for (TaskLog each : logs) {
      boolean full = events >= GROUP_EVENTS || bytes >= GROUP_BYTES;
      List<Pending> taken = full ? List.of() : each.take(share, GROUP_BYTES / 4);
      if (!taken.isEmpty()) {
        events += taken.size();
        bytes += taken.stream().mapToLong(Pending::cost).sum();
        part(each, taken).ifPresent(group::add);
      }
      if (each.hasWaiting()) {
        ready(each);
      }
    }
    return group;
  }

  /** One task's events that cannot be numbered must not stop the lane, on which others wait. */
  private Optional<Part> part(TaskLog each, List<Pending> taken) {
    try {
      return Optional.of(Part.of(each, each.durable(), taken, means.salts()));
    } catch (RuntimeException | OutOfMemoryError bug) {
      log.error("events of task {} cannot be written; its log is closed", each.task(), bug);
      each.refuse("an internal error: " + bug);
      each.dropped();
      return Optional.empty();
    }
  }

  private void write(GroupCommit group) throws InterruptedException {
    while (!group.done()) {
      Duration pause = group.step();
      if (pause.isPositive()) {
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        if (abandoned) {
          group.abandon();
        }
      }
    }
  }
}
