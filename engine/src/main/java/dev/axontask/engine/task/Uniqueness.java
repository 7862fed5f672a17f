package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What unique keys mean for tasks that are submitted together. Pure: the order of the tasks, and
 * who holds which key, decide.
 *
 * @param refused the task that holds the key, by the one that is refused because of it
 * @param replaced tasks whose key goes to a later one
 * @param holders the keys, by those of the new tasks that hold one in the end
 */
record Uniqueness(
    Map<TaskId, TaskId> refused, List<Replaced> replaced, Map<TaskId, String> holders) {

  /**
   * One task gives its key to another.
   *
   * @param policy the other's
   */
  record Replaced(TaskId task, TaskId by, UniquePolicy policy) {}

  /**
   * Decides.
   *
   * @param tasks those with a unique key count
   * @param holding the unfinished tasks that hold keys, by key
   */
  static Uniqueness of(List<NewTask> tasks, Map<String, TaskId> holding) {
    Map<TaskId, TaskId> refused = new HashMap<>();
    List<Replaced> replaced = new ArrayList<>();
    Map<String, TaskId> holders = new HashMap<>(holding);
    for (NewTask task : tasks) {
      QueuePolicy.Unique unique = task.request().queue().unique();
      if (unique == null) {
        continue;
      }
      TaskId holder = holders.get(unique.key());
      if (holder != null && unique.policy() == UniquePolicy.REJECT) {
        refused.put(task.id(), holder);
        continue;
      }
      if (holder != null) {
        replaced.add(new Replaced(holder, task.id(), unique.policy()));
      }
      holders.put(unique.key(), task.id());
    }
    Map<TaskId, String> byTask = new HashMap<>();
    holders.forEach((key, task) -> byTask.put(task, key));
    return new Uniqueness(refused, replaced, byTask);
  }

  /**
   * What repeats a request that is refused is refused too.
   *
   * @param tasks among them those that repeat one of the first
   * @param first by idempotency key
   */
  Uniqueness andRepeated(List<NewTask> tasks, Map<IdempotencyKeys.Scoped, NewTask> first) {
    Map<TaskId, TaskId> all = new HashMap<>(refused);
    for (NewTask task : tasks) {
      NewTask repeated = task.digest() == null ? null : first.get(IdempotencyKeys.scoped(task));
      TaskId holder = repeated == null ? null : refused.get(repeated.id());
      if (holder != null) {
        all.put(task.id(), holder);
      }
    }
    return new Uniqueness(all, replaced, holders);
  }
}
