package dev.axontask.engine.dependency;

import static java.util.Objects.requireNonNull;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.queue.KeyRef;
import dev.axontask.engine.task.DependencyPolicy;
import dev.axontask.engine.task.TaskState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of tasks that wait for others, in the transaction of a worker's role. */
final class DependentRows {
  private final Connection tx;

  DependentRows(Connection tx) {
    this.tx = tx;
  }

  /**
   * Tasks that do not know yet of an end that they wait for.
   *
   * @param most rows to read: a task stands there once for each such end
   */
  List<TaskId> untold(int most) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT d.task_id
              FROM tasks t JOIN task_dependencies d ON d.depends_on = t.id AND d.ended_as IS NULL
             WHERE t.awaited AND t.ended_at IS NOT NULL
             LIMIT ?
            """)) {
      select.setInt(1, most);
      return ids(select).stream().distinct().toList();
    }
  }

  /** Locks their heads, in the order of the ids; what somebody else holds is left to him. */
  List<TaskId> lockHeads(Collection<TaskId> tasks) throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            """
            SELECT task_id FROM task_heads WHERE task_id = ANY (?::uuid[])
             ORDER BY task_id FOR UPDATE SKIP LOCKED
            """)) {
      lock.setArray(1, array(tasks));
      return ids(lock);
    }
  }

  /** Locks their rows, in the order of the ids. */
  void lockTasks(Collection<TaskId> tasks) throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            "SELECT id FROM tasks WHERE id = ANY (?::uuid[]) ORDER BY id FOR UPDATE")) {
      lock.setArray(1, array(tasks));
      List<TaskId> _ = ids(lock);
    }
  }

  /** Tells them of every end that is durable, under their locks. */
  void tell(Collection<TaskId> tasks) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE task_dependencies d SET ended_as = t.state
              FROM tasks t
             WHERE d.task_id = ANY (?::uuid[]) AND d.ended_as IS NULL
               AND t.id = d.depends_on AND t.ended_at IS NOT NULL
            """)) {
      update.setArray(1, array(tasks));
      update.executeUpdate();
    }
  }

  /** Those of them that still wait for others. */
  List<Dependent> blocked(Collection<TaskId> tasks) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT d.task_id, d.tenant_id, d.policy, d.depends_on, d.ended_as
              FROM tasks t JOIN task_dependencies d ON d.task_id = t.id
             WHERE t.id = ANY (?::uuid[]) AND t.blocked AND t.ended_at IS NULL
             ORDER BY d.task_id, d.place
            """)) {
      select.setArray(1, array(tasks));
      Map<TaskId, Dependent> blocked = new LinkedHashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Dependent dependent = dependent(row);
          blocked.putIfAbsent(dependent.task(), dependent);
          requireNonNull(blocked.get(dependent.task())).on().add(dependency(row));
        }
      }
      return List.copyOf(blocked.values());
    }
  }

  private static Dependent dependent(ResultSet row) throws SQLException {
    return new Dependent(
        new TaskId(row.getObject("task_id", UUID.class)),
        new TenantId(row.getObject("tenant_id", UUID.class)),
        DependencyPolicy.ofWord(row.getString("policy")).orElseThrow(),
        new ArrayList<>());
  }

  private static Dependency dependency(ResultSet row) throws SQLException {
    @Nullable String word = row.getString("ended_as");
    return new Dependency(
        new TaskId(row.getObject("depends_on", UUID.class)),
        word == null ? null : TaskState.ofWord(word).orElseThrow());
  }

  /**
   * Gives them their queue entries, each behind those that were due before. A task with a
   * concurrency key enters the queue held, as at a submit.
   */
  Released release(Collection<TaskId> tasks) throws SQLException {
    try (PreparedStatement release =
        tx.prepareStatement(
            """
            WITH freed AS (
              UPDATE tasks SET blocked = false
               WHERE id = ANY (?::uuid[]) AND blocked AND ended_at IS NULL
              RETURNING id, tenant_id, adapter, priority, concurrency_key, rate_limit_key,
                        target, schedule_to_start_s, greatest(run_at, clock_timestamp()) AS due
            )
            INSERT INTO task_queue (task_id, tenant_id, adapter, priority, run_at, start_by,
                                    concurrency_key, rate_limit_key, target, hold)
            SELECT id, tenant_id, adapter, priority, due,
                   due + schedule_to_start_s * interval '1 second', concurrency_key, rate_limit_key, target,
                   CASE WHEN rate_limit_key IS NOT NULL
                             AND (SELECT true FROM paused_keys p
                                   WHERE p.tenant_id = freed.tenant_id AND p.key = freed.rate_limit_key
                                     AND p.until > now()) THEN 'rate_limit_key'
                        WHEN concurrency_key IS NOT NULL THEN 'concurrency_key' END
              FROM freed
            RETURNING tenant_id, concurrency_key
            """)) {
      release.setArray(1, array(tasks));
      int count = 0;
      Set<KeyRef> keys = new HashSet<>();
      try (ResultSet row = release.executeQuery()) {
        for (; row.next(); count++) {
          TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
          @Nullable String key = row.getString("concurrency_key");
          if (key != null) {
            keys.add(new KeyRef(tenant, key));
          }
        }
      }
      return new Released(count, keys);
    }
  }

  /**
   * Tasks that got their queue entry.
   *
   * @param keys that hold some of them
   */
  record Released(int count, Set<KeyRef> keys) {
    static final Released NONE = new Released(0, Set.of());
  }

  /** Locks tasks that have ended and that nobody waits for who does not know. */
  List<TaskId> lockKnown(int most) throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            """
            SELECT t.id FROM tasks t
             WHERE t.awaited AND t.ended_at IS NOT NULL
               AND NOT EXISTS (SELECT FROM task_dependencies d
                                WHERE d.depends_on = t.id AND d.ended_as IS NULL)
             ORDER BY t.id LIMIT ?
               FOR NO KEY UPDATE OF t SKIP LOCKED
            """)) {
      lock.setInt(1, most);
      return ids(lock);
    }
  }

  /**
   * Takes their marks away, unless a submit has come before our lock: this statement sees its rows,
   * the one that locked may have been too early.
   *
   * @return how many
   */
  int forget(Collection<TaskId> tasks) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE tasks t SET awaited = false
             WHERE t.id = ANY (?::uuid[])
               AND NOT EXISTS (SELECT FROM task_dependencies d
                                WHERE d.depends_on = t.id AND d.ended_as IS NULL)
            """)) {
      update.setArray(1, array(tasks));
      return update.executeUpdate();
    }
  }

  private java.sql.Array array(Collection<TaskId> tasks) throws SQLException {
    return tx.createArrayOf("uuid", tasks.stream().map(TaskId::value).toArray());
  }

  private static List<TaskId> ids(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      List<TaskId> ids = new ArrayList<>();
      while (row.next()) {
        ids.add(new TaskId(row.getObject(1, UUID.class)));
      }
      return ids;
    }
  }
}
