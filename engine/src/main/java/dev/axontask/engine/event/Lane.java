package dev.axontask.engine.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.SQLException;
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

  private static final long FIRST_PAUSE = Duration.ofMillis(20).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

  private final GroupWriter writer;
  private final Progress progress;
  private final Salts salts;
  private final AppendMeters meters;
  private final Publisher publisher;

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

  Lane(
      GroupWriter writer,
      Progress progress,
      Salts salts,
      AppendMeters meters,
      Publisher publisher) {
    this.writer = writer;
    this.progress = progress;
    this.salts = salts;
    this.meters = meters;
    this.publisher = publisher;
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
        List<TaskLog> logs = awaitReady();
        if (logs.isEmpty() && isDraining()) {
          break;
        }
        write(gather(logs));
        progress.writeIfDue();
      }
      progress.writeNow();
    } catch (InterruptedException interrupted) {
      log.warn("an appender thread was interrupted; the events it had not written are lost");
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDraining() {
    lock.lock();
    try {
      return draining && ready.isEmpty();
    } finally {
      lock.unlock();
    }
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
      return Optional.of(Part.of(each, each.durable(), taken, salts));
    } catch (RuntimeException | OutOfMemoryError bug) {
      log.error("events of task {} cannot be written; its log is closed", each.task(), bug);
      each.refuse("an internal error: " + bug);
      each.dropped();
      return Optional.empty();
    }
  }

  /** Writes a group for as long as it takes, without those logs that are closed meanwhile. */
  private void write(List<Part> group) throws InterruptedException {
    List<Part> rest = group;
    long pause = FIRST_PAUSE;
    while (true) {
      rest = withoutClosed(rest);
      if (rest.isEmpty()) {
        return;
      }
      try {
        rest = settle(rest);
        pause = FIRST_PAUSE;
      } catch (SQLException failure) {
        if (!Failures.passing(failure)) {
          isolate(rest, failure);
          return;
        }
        // Nothing, or all of it, is durable. The same rows are written again: those that are there
        // already are recognised by their hashes.
        meters.retried();
        log.warn(
            "a group of events was not written, and will be in {} ms: {}",
            pause / 1_000_000,
            failure.getMessage());
        rest = pauseFor(pause) ? rest : abandon(rest);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      } catch (RuntimeException | OutOfMemoryError bug) {
        log.error("a group of events cannot be written; the logs of its tasks are closed", bug);
        rest.forEach(part -> drop(part, "an internal error: " + bug));
        return;
      }
    }
  }

  /**
   * Writes once, and gives what has to be written again because an answer came first. There are no
   * more answers than questions, so this ends.
   */
  private List<Part> settle(List<Part> group) throws SQLException {
    long started = System.nanoTime();
    GroupWriter.Written written = writer.write(group);
    meters.committed(written.durable(), System.nanoTime() - started);
    List<Part> again = new ArrayList<>();
    for (GroupWriter.Outrun outrun : written.outrun()) {
      again.add(outrun.part().onto(outrun.head(), salts));
    }
    for (Part part : group) {
      if (written.durable().contains(part)) {
        publisher.publish(part.log().task(), part.events());
        progress.note(part);
        part.log().committed(part.after(), part.events().size());
      } else if (!written.isOutrun(part)) {
        drop(part, "the task went to another owner");
      }
    }
    return again;
  }

  private static List<Part> withoutClosed(List<Part> group) {
    List<Part> open = new ArrayList<>(group.size());
    for (Part part : group) {
      if (part.log().isClosed()) {
        part.log().dropped();
      } else {
        open.add(part);
      }
    }
    return open;
  }

  /** A row that the database refuses must not stop the others: each part alone. */
  private void isolate(List<Part> group, SQLException failure) throws InterruptedException {
    if (group.size() > 1) {
      for (Part part : group) {
        write(List.of(part));
      }
      return;
    }
    Part part = group.getFirst();
    log.error("events of task {} cannot be stored; its log is closed", part.log().task(), failure);
    drop(part, "the database refused the events: " + failure.getMessage());
  }

  private static void drop(Part part, String reason) {
    part.log().refuse(reason);
    part.log().dropped();
  }

  /** False once the process gave up. */
  private boolean pauseFor(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos);
    return !abandoned;
  }

  private static List<Part> abandon(List<Part> group) {
    group.forEach(part -> drop(part, "the process is stopping"));
    return List.of();
  }
}
