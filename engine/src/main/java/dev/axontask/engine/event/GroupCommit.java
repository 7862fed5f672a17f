package dev.axontask.engine.event;

import dev.axontask.engine.db.SqlFailures;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group on its way into the log: written for as long as it takes, without those tasks whose logs
 * are closed meanwhile. Whoever drives it waits between two steps for as long as a step says; the
 * order of commit, publication and acknowledgement is decided here. For one thread.
 */
final class GroupCommit {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /**
   * What a lane's groups have in common.
   *
   * @param durable told of each part that is durable, before its task's log is: publishes
   */
  record Means(GroupStore store, Salts salts, AppendMeters meters, Consumer<Part> durable) {}

  private final Means means;
  private final ArrayDeque<List<Part>> left = new ArrayDeque<>();
  private Duration pause = FIRST_PAUSE;

  GroupCommit(Means means, List<Part> group) {
    this.means = means;
    if (!group.isEmpty()) {
      left.add(group);
    }
  }

  /** Whether every part is durable or will not be written. */
  boolean done() {
    return left.isEmpty();
  }

  /**
   * Writes once.
   *
   * @return how long to wait before the next step; zero after all but trouble that passes
   */
  Duration step() {
    List<Part> group = withoutClosed(left.remove());
    if (group.isEmpty()) {
      return Duration.ZERO;
    }
    try {
      settle(group);
      pause = FIRST_PAUSE;
      return Duration.ZERO;
    } catch (SQLException failure) {
      return failed(group, failure);
    } catch (RuntimeException | OutOfMemoryError bug) {
      log.error("a group of events cannot be written; the logs of its tasks are closed", bug);
      group.forEach(part -> drop(part, "an internal error: " + bug));
      return Duration.ZERO;
    }
  }

  /** The process gives up: what is not durable will not be. */
  void abandon() {
    left.forEach(group -> group.forEach(part -> drop(part, "the process is stopping")));
    left.clear();
  }

  /** What has to be written again because an answer came first is the next step's. */
  private void settle(List<Part> group) throws SQLException {
    long started = System.nanoTime();
    GroupWriter.Written written = means.store().write(group);
    means.meters().committed(written.durable(), System.nanoTime() - started);
    List<Part> again = new ArrayList<>();
    for (GroupWriter.Outrun outrun : written.outrun()) {
      again.add(outrun.part().onto(outrun.head(), means.salts()));
    }
    for (Part part : group) {
      if (written.durable().contains(part)) {
        means.durable().accept(part);
        part.log().committed(part.after(), part.events().size());
      } else if (!written.isOutrun(part)) {
        drop(part, "the task went to another owner");
      }
    }
    if (!again.isEmpty()) {
      // There are no more answers than questions, and so many inputs at most, so this ends.
      left.addFirst(again);
    }
  }

  private Duration failed(List<Part> group, SQLException failure) {
    if (!SqlFailures.passing(failure)) {
      isolate(group, failure);
      return Duration.ZERO;
    }
    // Nothing, or all of it, is durable. The same rows are written again: those that are there
    // already are recognised by their hashes.
    left.addFirst(group);
    means.meters().retried();
    Duration now = pause;
    log.warn(
        "a group of events was not written, and will be in {} ms: {}",
        now.toMillis(),
        failure.getMessage());
    Duration doubled = now.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    return now;
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
  private void isolate(List<Part> group, SQLException failure) {
    if (group.size() > 1) {
      group.reversed().forEach(part -> left.addFirst(List.of(part)));
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
}
