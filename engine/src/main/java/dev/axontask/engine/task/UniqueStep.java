package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.queue.ConcurrencyKeys;
import dev.axontask.engine.task.IdempotencyKeys.First;
import dev.axontask.engine.task.IdempotencyKeys.Scoped;
import dev.axontask.engine.task.Uniqueness.Replaced;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of a submit that unique and concurrency keys have: who is refused, who gives way, who is
 * let through. Part of one transaction.
 */
final class UniqueStep {
  private final Connection tx;
  private final TenantId tenant;
  private final Map<String, TaskId> holding;
  private final Uniqueness decision;

  private UniqueStep(
      Connection tx, TenantId tenant, Map<String, TaskId> holding, Uniqueness decision) {
    this.tx = tx;
    this.tenant = tenant;
    this.holding = holding;
    this.decision = decision;
  }

  /**
   * Decides under the locks of the unique keys, which are held until the transaction ends. A
   * request that repeats an earlier one, by its idempotency key, has no part in it.
   */
  static UniqueStep decided(Connection tx, TenantId tenant, List<NewTask> group)
      throws SQLException {
    List<NewTask> unique =
        group.stream().filter(task -> task.request().queue().unique() != null).toList();
    if (unique.isEmpty()) {
      return new UniqueStep(tx, tenant, Map.of(), Uniqueness.of(List.of(), Map.of()));
    }
    List<String> keys = unique.stream().map(UniqueStep::key).distinct().toList();
    UniqueKeys.lock(tx, tenant, keys);
    Map<String, TaskId> holding = UniqueKeys.holders(tx, tenant, keys);
    Map<Scoped, NewTask> first = new HashMap<>();
    Uniqueness decision = Uniqueness.of(unrepeated(tx, tenant, unique, first), holding);
    return new UniqueStep(tx, tenant, holding, decision.andRepeated(unique, first));
  }

  private static String key(NewTask task) {
    QueuePolicy.Unique unique = task.request().queue().unique();
    return unique == null ? "" : unique.key();
  }

  /** Without those whose idempotency key is taken, or belongs to one before them. */
  private static List<NewTask> unrepeated(
      Connection tx, TenantId tenant, List<NewTask> unique, Map<Scoped, NewTask> first)
      throws SQLException {
    List<NewTask> withKey = unique.stream().filter(task -> task.digest() != null).toList();
    Map<Scoped, First> known = IdempotencyKeys.known(tx, tenant, withKey);
    List<NewTask> unrepeated = new ArrayList<>();
    for (NewTask task : unique) {
      boolean repeats =
          task.digest() != null
              && (known.containsKey(IdempotencyKeys.scoped(task))
                  || first.putIfAbsent(IdempotencyKeys.scoped(task), task) != null);
      if (!repeats) {
        unrepeated.add(task);
      }
    }
    return unrepeated;
  }

  /** Whether another task holds its unique key, and it has to be refused. */
  boolean refuses(NewTask task) {
    return decision.refused().containsKey(task.id());
  }

  /** Who holds the unique key because of which the task is refused. */
  Optional<TaskId> holder(NewTask task) {
    return Optional.ofNullable(decision.refused().get(task.id()));
  }

  /**
   * Stores the tasks, makes others give way, and lets through what may run.
   *
   * @param fresh those that are not refused and that no idempotency key stands for
   * @return what gave way
   */
  List<Cancellations.Done> store(List<NewTask> fresh, Cancellations cancellations)
      throws SQLException {
    Uniqueness settled = Uniqueness.of(fresh, holding);
    List<TaskId> before =
        settled.replaced().stream().map(Replaced::task).filter(holding::containsValue).toList();
    if (!before.isEmpty()) {
      TaskLocks.all(tx, before);
      UniqueKeys.release(tx, tenant, before);
    }
    TaskInserts.insert(tx, tenant, fresh, settled.holders());
    List<Cancellations.Done> gaveWay = giveWay(settled.replaced(), cancellations);
    SortedMap<String, @Nullable Integer> limits = limits(fresh);
    if (!limits.isEmpty()) {
      ConcurrencyKeys.enter(tx, tenant, limits);
    }
    return gaveWay;
  }

  private List<Cancellations.Done> giveWay(List<Replaced> replaced, Cancellations cancellations)
      throws SQLException {
    List<Cancellations.Done> gaveWay = new ArrayList<>();
    for (Replaced each : replaced) {
      switch (each.policy()) {
        case SUPERSEDE ->
            gaveWay.add(
                cancellations.cancel(tx, tenant, each.task(), "superseded by task " + each.by()));
        case DEBOUNCE -> {
          if (waits(each.task())) {
            gaveWay.add(
                cancellations.cancel(tx, tenant, each.task(), "replaced by task " + each.by()));
          }
        }
        case REJECT -> throw new IllegalStateException("who is refused replaces nobody");
      }
    }
    return gaveWay;
  }

  private boolean waits(TaskId id) throws SQLException {
    return TaskDirectory.find(tx, tenant, id)
        .map(task ->
            switch (TaskStatus.of(task)) {
              case TaskStatus.Scheduled scheduled -> true;
              case TaskStatus.Pending pending -> true;
              case TaskStatus.Running running -> false;
              case TaskStatus.Ended ended -> false;
            })
        .orElse(false);
  }

  /** Of several limits for a key the latest counts. */
  private static SortedMap<String, @Nullable Integer> limits(List<NewTask> tasks) {
    SortedMap<String, @Nullable Integer> limits = new TreeMap<>();
    for (NewTask task : tasks) {
      QueuePolicy queue = task.request().queue();
      if (queue.concurrencyKey() != null
          && (queue.concurrencyLimit() != null || !limits.containsKey(queue.concurrencyKey()))) {
        limits.put(queue.concurrencyKey(), queue.concurrencyLimit());
      }
    }
    return limits;
  }
}
