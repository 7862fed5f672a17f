package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What tasks wait for, as a submit stores it.
 *
 * <p>A submit and the end of what it waits for may come at the same moment. Whichever commits
 * first, the end is noticed: the submit marks the other task as awaited under the lock of its row,
 * so that it either comes before the end, which then carries the mark, or puts the mark on a task
 * that has ended. Both stand in the index of what has to be told.
 */
final class DependencyRows {
  private DependencyRows() {}

  /** Which of the tasks that these depend on are not there, or are another tenant's. */
  static Set<TaskId> unknown(Connection tx, TenantId tenant, List<NewTask> tasks)
      throws SQLException {
    Set<TaskId> unknown = named(tasks);
    if (unknown.isEmpty()) {
      return unknown;
    }
    try (PreparedStatement select =
        tx.prepareStatement("SELECT id FROM tasks WHERE tenant_id = ? AND id = ANY (?::uuid[])")) {
      select.setObject(1, tenant.value());
      select.setArray(2, tx.createArrayOf("uuid", ids(unknown)));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          unknown.remove(new TaskId(row.getObject("id", UUID.class)));
        }
      }
    }
    return unknown;
  }

  private static Set<TaskId> named(List<NewTask> tasks) {
    Set<TaskId> named = new HashSet<>();
    tasks.forEach(task -> named.addAll(task.request().dependencies().on()));
    return named;
  }

  private static Object[] ids(Set<TaskId> tasks) {
    return tasks.stream().map(TaskId::value).toArray();
  }

  /** What is wrong with a task that depends on unknown ones. */
  static List<FieldProblem> problems(NewTask task, Set<TaskId> unknown) {
    List<FieldProblem> problems = new ArrayList<>();
    List<TaskId> on = task.request().dependencies().on();
    for (int i = 0; i < on.size(); i++) {
      if (unknown.contains(on.get(i))) {
        problems.add(new FieldProblem("depends_on." + i, "there is no such task"));
      }
    }
    return problems;
  }

  /**
   * Stores what the tasks depend on, and marks that as awaited. The last locks that a submit takes,
   * in the order of the ids: whoever holds one of them waits for nothing else that a submit holds.
   */
  static void insert(Connection tx, TenantId tenant, List<NewTask> tasks) throws SQLException {
    Set<TaskId> named = named(tasks);
    if (!named.isEmpty()) {
      insertRows(tx, tenant, tasks);
      markAwaited(tx, named);
    }
  }

  private record Edge(TaskId task, TaskId on, DependencyPolicy policy, int place) {}

  private static void insertRows(Connection tx, TenantId tenant, List<NewTask> tasks)
      throws SQLException {
    List<Edge> edges = new ArrayList<>();
    for (NewTask task : tasks) {
      Dependencies dependencies = task.request().dependencies();
      for (TaskId on : dependencies.on()) {
        int place = dependencies.on().indexOf(on);
        edges.add(new Edge(task.id(), on, dependencies.policy(), place));
      }
    }
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO task_dependencies (task_id, depends_on, tenant_id, policy, place)
            SELECT task_id, depends_on, ?, policy, place
              FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::smallint[])
                   AS r(task_id, depends_on, policy, place)
            """)) {
      insert.setObject(1, tenant.value());
      insert.setArray(2, tx.createArrayOf("uuid", values(edges, e -> e.task().value())));
      insert.setArray(3, tx.createArrayOf("uuid", values(edges, e -> e.on().value())));
      insert.setArray(4, tx.createArrayOf("text", values(edges, e -> e.policy().word())));
      insert.setArray(5, tx.createArrayOf("int2", values(edges, e -> (short) e.place())));
      insert.executeUpdate();
    }
  }

  private static Object[] values(List<Edge> edges, java.util.function.Function<Edge, Object> of) {
    return edges.stream().map(of).toArray();
  }

  /** Two statements: the second sees each row as it is once its lock is ours. */
  private static void markAwaited(Connection tx, Set<TaskId> named) throws SQLException {
    try (PreparedStatement lock =
            tx.prepareStatement(
                "SELECT 1 FROM tasks WHERE id = ANY (?::uuid[]) ORDER BY id FOR NO KEY UPDATE");
        PreparedStatement update =
            tx.prepareStatement(
                "UPDATE tasks SET awaited = true WHERE id = ANY (?::uuid[]) AND NOT awaited")) {
      lock.setArray(1, tx.createArrayOf("uuid", ids(named)));
      lock.executeQuery().close();
      update.setArray(1, tx.createArrayOf("uuid", ids(named)));
      update.executeUpdate();
    }
  }

  /** From the columns {@code depends_on, waiting_for, depends_on_policy} of {@link TaskRows}. */
  static Dependencies read(ResultSet row) throws SQLException {
    String policy = row.getString("depends_on_policy");
    return policy == null
        ? Dependencies.NONE
        : new Dependencies(
            tasks(row.getArray("depends_on")),
            DependencyPolicy.ofWord(policy).orElseThrow(),
            tasks(row.getArray("waiting_for")));
  }

  private static List<TaskId> tasks(java.sql.@Nullable Array ids) throws SQLException {
    return ids == null
        ? List.of()
        : Arrays.stream((UUID[]) ids.getArray()).map(TaskId::new).toList();
  }
}
