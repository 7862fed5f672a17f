package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.task.IdempotencyKeys.First;
import dev.axontask.engine.task.IdempotencyKeys.Scoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a group of one tenant's tasks in one transaction. A crash before its commit leaves
 * nothing of any of them; after it, all of them will run, whoever still waits for the answer.
 *
 * <p>Can be run again after a commit whose answer was lost: a task that is there already is
 * accepted, by its id.
 *
 * <p>Locks in this order: unique keys, idempotency keys, then of tasks that are replaced the queue
 * entries, heads and rows, then concurrency keys, then tasks that are waited for; of each kind in
 * its own order.
 */
final class SubmitTransaction {
  private final Connection tx;
  private final TenantId tenant;
  private final Cancellations cancellations;

  SubmitTransaction(Connection tx, TenantId tenant, Cancellations cancellations) {
    this.tx = tx;
    this.tenant = tenant;
    this.cancellations = cancellations;
  }

  /**
   * What was done.
   *
   * @param answers to each request, in their order
   * @param canceled tasks that gave way to new ones, to be told after the commit
   */
  record Done(List<Submission> answers, List<Cancellations.Done> canceled) {}

  /**
   * Stores what is new and answers each.
   *
   * @param repeated whether an earlier run of the same group may have been committed
   */
  Done run(List<NewTask> group, boolean repeated) throws SQLException {
    Set<TaskId> stored = repeated ? TaskDirectory.present(tx, tenant, group) : Set.of();
    List<NewTask> open = group.stream().filter(task -> !stored.contains(task.id())).toList();
    Set<TaskId> unknown = DependencyRows.unknown(tx, tenant, open);
    List<NewTask> sound = open.stream().filter(task -> sound(task, unknown)).toList();
    UniqueStep unique = UniqueStep.decided(tx, tenant, sound);
    List<NewTask> wanted = sound.stream().filter(task -> !unique.refuses(task)).toList();
    Map<Scoped, First> firsts = new HashMap<>(taken(wanted));
    firsts.putAll(takenBefore(open.stream().filter(task -> !sound(task, unknown)).toList()));
    List<NewTask> fresh = wanted.stream().filter(task -> isFirst(task, firsts)).toList();
    List<Cancellations.Done> canceled =
        fresh.isEmpty() ? List.of() : unique.store(fresh, cancellations);
    DependencyRows.insert(tx, tenant, fresh);
    return new Done(answers(group, stored, unknown, unique, firsts), canceled);
  }

  private static boolean sound(NewTask task, Set<TaskId> unknown) {
    return task.refusal() == null && DependencyRows.problems(task, unknown).isEmpty();
  }

  private Map<Scoped, First> taken(List<NewTask> group) throws SQLException {
    List<NewTask> keyed = keyed(group);
    return keyed.isEmpty() ? Map.of() : IdempotencyKeys.take(tx, tenant, keyed);
  }

  /** A refused request takes no key, but may repeat one that was accepted in its time. */
  private Map<Scoped, First> takenBefore(List<NewTask> refused) throws SQLException {
    List<NewTask> keyed = keyed(refused);
    return keyed.isEmpty() ? Map.of() : IdempotencyKeys.known(tx, tenant, keyed);
  }

  /** Those with keys, no key twice. */
  private static List<NewTask> keyed(List<NewTask> group) {
    Map<Scoped, NewTask> byKey = new LinkedHashMap<>();
    for (NewTask task : group) {
      if (task.digest() != null) {
        byKey.putIfAbsent(IdempotencyKeys.scoped(task), task);
      }
    }
    return List.copyOf(byKey.values());
  }

  private static @Nullable First first(NewTask task, Map<Scoped, First> firsts) {
    return task.digest() == null ? null : firsts.get(IdempotencyKeys.scoped(task));
  }

  private static boolean isFirst(NewTask task, Map<Scoped, First> firsts) {
    First first = first(task, firsts);
    return first == null || first.task().equals(task.id());
  }

  private List<Submission> answers(
      List<NewTask> group,
      Set<TaskId> stored,
      Set<TaskId> unknown,
      UniqueStep unique,
      Map<Scoped, First> firsts)
      throws SQLException {
    List<Submission> answers = new ArrayList<>(group.size());
    for (NewTask task : group) {
      Optional<TaskId> holder = unique.holder(task);
      First first = first(task, firsts);
      if (holder.isPresent()) {
        answers.add(duplicate(task, holder.get()));
      } else if (stored.contains(task.id())) {
        answers.add(new Submission.Accepted(task.task(), false));
      } else if (first == null || isFirst(task, firsts)) {
        answers.add(answer(task, DependencyRows.problems(task, unknown)));
      } else {
        answers.add(repeated(task, first));
      }
    }
    return answers;
  }

  private static Submission answer(NewTask task, List<FieldProblem> problems) {
    if (task.refusal() != null) {
      return task.refusal();
    }
    return problems.isEmpty()
        ? new Submission.Accepted(task.task(), false)
        : new Submission.Invalid(problems);
  }

  private Submission duplicate(NewTask task, TaskId holder) throws SQLException {
    String key = Objects.requireNonNull(task.request().queue().unique()).key();
    return new Submission.Duplicate(key, found(holder));
  }

  private Submission repeated(NewTask task, First first) throws SQLException {
    RequestDigest digest = Objects.requireNonNull(task.digest());
    List<String> differences = digest.differences(first.digest());
    if (!differences.isEmpty()) {
      String key = Objects.requireNonNull(task.request().idempotencyKey());
      return new Submission.Conflict(key, differences);
    }
    return new Submission.Accepted(found(first.task()), true);
  }

  private Task found(TaskId id) throws SQLException {
    Optional<Task> found = TaskDirectory.find(tx, tenant, id);
    return found.orElseThrow(
        () -> new IllegalStateException("a key names a task that is not there: " + id));
  }
}
