package dev.axontask.engine.task;

import dev.axontask.engine.Limits;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseException;
import dev.axontask.engine.db.DatabaseUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent submits share commits: whatever arrived while one group was being committed is
 * the next group. One thread; thread-safe for callers.
 */
final class SubmitGroups implements AutoCloseable {
  /**
   * A database that restarts is back within a second or two; nobody begins to wait for it again
   * when a caller has waited that long.
   */
  private static final Duration RETRY_FOR = Duration.ofSeconds(10);

  private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

  /**
   * @param arrived on the monotonic clock
   */
  private record Waiting(NewTask task, CompletableFuture<Submission> answer, long arrived) {}

  private final Database database;
  private final Cancellations cancellations;
  private final Doorbell doorbell;
  private final LongSupplier nanos;
  private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(Limits.SUBMIT_WAITING);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Thread thread;

  /** Why an earlier tenant of the same group was given up; used by the thread alone. */
  private @Nullable DatabaseUnavailableException gaveUp;

  /**
   * @param nanos a monotonic clock
   */
  SubmitGroups(
      Database database, Cancellations cancellations, Doorbell doorbell, LongSupplier nanos) {
    this.nanos = nanos;
    this.database = database;
    this.cancellations = cancellations;
    this.doorbell = doorbell;
    this.thread = Thread.ofPlatform().name("axontask-submit").start(this::run);
  }

  /** Returns when the task is durable, or why it is not. */
  CompletableFuture<Submission> submit(NewTask task) {
    Waiting entry = new Waiting(task, new CompletableFuture<>(), nanos.getAsLong());
    if (closing.get()) {
      throw new SubmitRefusedException("the server is stopping; try again when it is back");
    }
    if (!waiting.offer(entry)) {
      throw new SubmitRefusedException(
          "more than " + Limits.SUBMIT_WAITING + " submits are waiting; try again in a moment");
    }
    if (closing.get()) {
      refuseWaiting();
    }
    return entry.answer();
  }

  private void run() {
    while (!closing.get()) {
      List<Waiting> group = next();
      gaveUp = null;
      byTenant(group).forEach(this::commit);
    }
    refuseWaiting();
  }

  private List<Waiting> next() {
    List<Waiting> group = new ArrayList<>();
    try {
      @Nullable Waiting first = waiting.poll(100, TimeUnit.MILLISECONDS);
      long bytes = 0;
      while (first != null) {
        group.add(first);
        bytes += first.task().request().args().length();
        boolean full = group.size() == Limits.SUBMIT_BATCH || bytes > Limits.SUBMIT_BATCH_BYTES;
        first = full ? null : waiting.poll();
      }
    } catch (InterruptedException stop) {
      closing.set(true);
    }
    return group;
  }

  private static Map<TenantId, List<Waiting>> byTenant(List<Waiting> group) {
    Map<TenantId, List<Waiting>> byTenant = new LinkedHashMap<>();
    for (Waiting entry : group) {
      byTenant.computeIfAbsent(entry.task().tenant(), t -> new ArrayList<>()).add(entry);
    }
    return byTenant;
  }

  private void commit(TenantId tenant, List<Waiting> group) {
    commit(tenant, group, new AtomicBoolean());
  }

  /**
   * @param stored whether an earlier commit of these may have been carried out; set once one may
   */
  private void commit(TenantId tenant, List<Waiting> group, AtomicBoolean stored) {
    @Nullable DatabaseUnavailableException before = gaveUp;
    if (before != null && overdue(group)) {
      // Each further try could wait for a connection, and the callers have waited enough.
      group.forEach(entry -> entry.answer().completeExceptionally(before));
      return;
    }
    try {
      answer(group, committed(tenant, group, stored));
      doorbell.ringWork();
    } catch (DatabaseUnavailableException away) {
      gaveUp = away;
      group.forEach(entry -> entry.answer().completeExceptionally(away));
    } catch (DatabaseException | IllegalStateException refused) {
      commitOneByOne(tenant, group, stored, refused);
    } catch (RuntimeException | Error unexpected) {
      group.forEach(entry -> entry.answer().completeExceptionally(unexpected));
    }
  }

  /** One bad task must not take the others with it. */
  private void commitOneByOne(
      TenantId tenant, List<Waiting> group, AtomicBoolean stored, RuntimeException refused) {
    if (group.size() == 1) {
      group.getFirst().answer().completeExceptionally(refused);
    } else {
      boolean perhaps = stored.get();
      group.forEach(entry -> commit(tenant, List.of(entry), new AtomicBoolean(perhaps)));
    }
  }

  /** Whether one of these has waited for as long as anybody should. */
  private boolean overdue(List<Waiting> group) {
    long now = nanos.getAsLong();
    return group.stream().anyMatch(entry -> now - entry.arrived() >= RETRY_FOR.toNanos());
  }

  /** Tries once at least, and again while the oldest of these has time. */
  private List<Submission> committed(TenantId tenant, List<Waiting> group, AtomicBoolean stored) {
    List<NewTask> tasks = group.stream().map(Waiting::task).toList();
    while (true) {
      boolean again = stored.get();
      try {
        SubmitTransaction.Done done =
            database.asTenant(
                tenant, tx -> new SubmitTransaction(tx, tenant, cancellations).run(tasks, again));
        done.canceled().forEach(cancellations::tell);
        return done.answers();
      } catch (DatabaseUnavailableException away) {
        // The commit may have been carried out and its answer lost: the next run looks first.
        if (away.outcomeUnknown()) {
          stored.set(true);
        }
        if (overdue(group) || closing.get() || !paused()) {
          throw away;
        }
      }
    }
  }

  private boolean paused() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_PAUSE.toMillis());
      return true;
    } catch (InterruptedException stop) {
      closing.set(true);
      return false;
    }
  }

  private static void answer(List<Waiting> group, List<Submission> answers) {
    for (int i = 0; i < group.size(); i++) {
      group.get(i).answer().complete(answers.get(i));
    }
  }

  private void refuseWaiting() {
    for (Waiting entry = waiting.poll(); entry != null; entry = waiting.poll()) {
      entry
          .answer()
          .completeExceptionally(
              new SubmitRefusedException("the server is stopping; try again when it is back"));
    }
  }

  /** Finishes the group that is on its way and refuses the rest. */
  @Override
  public void close() {
    closing.set(true);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException wait) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
