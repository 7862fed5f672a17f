package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.task.IdempotencyKeys.First;
import dev.axontask.engine.task.IdempotencyKeys.Scoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a group of one tenant's tasks in one transaction. A crash before its commit leaves
 * nothing of any of them; after it, all of them will run, whoever still waits for the answer.
 *
 * <p>Can be run again after a commit whose answer was lost: a task that is there already is
 * accepted, by its id.
 */
final class SubmitTransaction {
  private final Connection tx;
  private final TenantId tenant;

  SubmitTransaction(Connection tx, TenantId tenant) {
    this.tx = tx;
    this.tenant = tenant;
  }

  /**
   * Stores what is new and answers each.
   *
   * @param repeated whether an earlier run of the same group may have been committed
   * @return the answer to each, in their order
   */
  List<Submission> run(List<NewTask> group, boolean repeated) throws SQLException {
    if (repeated && stored(group)) {
      return answers(group, taken(group));
    }
    Map<Scoped, First> firsts = taken(group);
    List<NewTask> fresh = group.stream().filter(task -> isFirst(task, firsts)).toList();
    if (!fresh.isEmpty()) {
      TaskInserts.insert(tx, tenant, fresh);
    }
    return answers(group, firsts);
  }

  /**
   * The commit was one, so one of its tasks tells for all; those that were no first were not
   * stored.
   */
  private boolean stored(List<NewTask> group) throws SQLException {
    for (NewTask task : group) {
      if (TaskDirectory.find(tx, tenant, task.id()).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private Map<Scoped, First> taken(List<NewTask> group) throws SQLException {
    Map<Scoped, NewTask> byKey = new LinkedHashMap<>();
    for (NewTask task : group) {
      if (task.digest() != null) {
        byKey.putIfAbsent(IdempotencyKeys.scoped(task), task);
      }
    }
    return byKey.isEmpty()
        ? Map.of()
        : IdempotencyKeys.take(tx, tenant, List.copyOf(byKey.values()));
  }

  private static @Nullable First first(NewTask task, Map<Scoped, First> firsts) {
    return task.digest() == null ? null : firsts.get(IdempotencyKeys.scoped(task));
  }

  private static boolean isFirst(NewTask task, Map<Scoped, First> firsts) {
    First first = first(task, firsts);
    return first == null || first.task().equals(task.id());
  }

  private List<Submission> answers(List<NewTask> group, Map<Scoped, First> firsts)
      throws SQLException {
    List<Submission> answers = new ArrayList<>(group.size());
    for (NewTask task : group) {
      First first = first(task, firsts);
      answers.add(
          first == null || first.task().equals(task.id())
              ? new Submission.Accepted(task.task(), false)
              : repeated(task, first));
    }
    return answers;
  }

  private Submission repeated(NewTask task, First first) throws SQLException {
    RequestDigest digest = Objects.requireNonNull(task.digest());
    List<String> differences = digest.differences(first.digest());
    if (!differences.isEmpty()) {
      String key = Objects.requireNonNull(task.request().idempotencyKey());
      return new Submission.Conflict(key, differences);
    }
    return new Submission.Accepted(original(first.task()), true);
  }

  private Task original(TaskId id) throws SQLException {
    Optional<Task> original = TaskDirectory.find(tx, tenant, id);
    return original.orElseThrow(() ->
        new IllegalStateException("an idempotency key names a task that is not there: " + id));
  }
}
