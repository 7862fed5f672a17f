package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * The rows of tasks, locked in the order in which a claim locks them: queue, heads, tasks. Who
 * keeps to it never waits for somebody who waits for him.
 */
final class TaskLocks {
  private TaskLocks() {}

  /**
   * Locks what there is of tasks that may be waiting. Claims that are just taking them are waited
   * for; afterwards either we hold their entries or these are gone.
   */
  static void all(Connection tx, Collection<TaskId> tasks) throws SQLException {
    Object[] ids = tasks.stream().map(TaskId::value).toArray();
    lock(tx, "task_queue", "task_id", ids);
    lock(tx, "task_heads", "task_id", ids);
    lock(tx, "tasks", "id", ids);
  }

  /** As for many. */
  static void all(Connection tx, TaskId task) throws SQLException {
    all(tx, List.of(task));
  }

  /** Waits for whoever writes to the task's log. */
  static void head(Connection tx, TaskId task) throws SQLException {
    lock(tx, "task_heads", "task_id", new Object[] {task.value()});
  }

  private static void lock(Connection tx, String table, String id, Object[] ids)
      throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            "SELECT 1 FROM %1$s WHERE %2$s = ANY (?::uuid[]) ORDER BY %2$s FOR UPDATE"
                .formatted(table, id))) {
      lock.setArray(1, tx.createArrayOf("uuid", ids));
      lock.executeQuery().close();
    }
  }
}
