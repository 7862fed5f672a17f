package dev.axontask.engine.task;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks tasks up. Another tenant's task is like a missing one. Thread-safe. */
public final class TaskDirectory {
  private static final int ROWS_A_FETCH = 16;

  private final Database database;

  public TaskDirectory(Database database) {
    this.database = database;
  }

  public Optional<Task> find(Caller caller, TaskId id) {
    return database.asTenant(caller.tenant(), tx -> find(tx, caller.tenant(), id));
  }

  /** The same as a part of a transaction that runs as the tenant. */
  public static Optional<Task> find(Connection tx, TenantId tenant, TaskId id) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(TaskRows.SELECT + " WHERE t.tenant_id = ? AND t.id = ?")) {
      select.setObject(1, tenant.value());
      select.setObject(2, id.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(TaskRows.read(row)) : Optional.empty();
      }
    }
  }

  /** Which of these tasks are stored. */
  static Set<TaskId> present(Connection tx, TenantId tenant, List<NewTask> tasks)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement("SELECT id FROM tasks WHERE tenant_id = ? AND id = ANY (?::uuid[])")) {
      select.setObject(1, tenant.value());
      Object[] ids = tasks.stream().map(task -> task.id().value()).toArray();
      select.setArray(2, tx.createArrayOf("uuid", ids));
      Set<TaskId> present = new HashSet<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          present.add(new TaskId(row.getObject(1, UUID.class)));
        }
      }
      return present;
    }
  }

  /**
   * Lists tasks, newest first.
   *
   * @throws IllegalArgumentException if the cursor is not one that a page gave
   */
  public TaskPage list(Caller caller, TaskFilter filter) {
    UUID before = cursor(filter.cursor());
    return database.asTenant(caller.tenant(), tx -> page(tx, caller.tenant(), filter, before));
  }

  private static @Nullable UUID cursor(@Nullable String text) {
    return text == null
        ? null
        : TaskId.parse(text)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "the cursor has to be the next_cursor of an earlier page"))
            .value();
  }

  private static TaskPage page(
      Connection tx, TenantId tenant, TaskFilter filter, @Nullable UUID before)
      throws SQLException {
    List<Object> values = new ArrayList<>();
    String sql = TaskRows.SELECT + where(tenant, filter, before, values);
    try (PreparedStatement select = tx.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        select.setObject(i + 1, values.get(i));
      }
      select.setFetchSize(ROWS_A_FETCH);
      try (ResultSet rows = select.executeQuery()) {
        return page(rows, filter.limit());
      }
    }
  }

  /** The conditions that are asked for, each of which an index or a short scan serves. */
  private static String where(
      TenantId tenant, TaskFilter filter, @Nullable UUID before, List<Object> values) {
    StringBuilder where = new StringBuilder(" WHERE t.tenant_id = ?");
    values.add(tenant.value());
    and(where, values, " AND t.id < ?", before);
    and(where, values, " AND t.adapter = ?", filter.adapter());
    and(where, values, " AND t.tags @> ARRAY[?]::text[]", filter.tag());
    Instant since = filter.since();
    and(
        where,
        values,
        " AND t.created_at >= ?",
        since == null ? null : since.atOffset(ZoneOffset.UTC));
    if (filter.state() != null) {
      where.append(stateIs(filter.state()));
    }
    values.add(filter.limit() + 1);
    return where.append(" ORDER BY t.id DESC LIMIT ?").toString();
  }

  private static void and(
      StringBuilder where, List<Object> values, String condition, @Nullable Object value) {
    if (value != null) {
      where.append(condition);
      values.add(value);
    }
  }

  private static String stateIs(TaskState state) {
    return switch (state) {
      case PENDING -> " AND (t.state = 'pending' OR (t.state = 'scheduled' AND t.run_at <= now()))";
      case SCHEDULED -> " AND t.state = 'scheduled' AND t.run_at > now()";
      case RUNNING -> " AND t.state = 'running' AND NOT " + TaskRows.WAITS;
      case INPUT_REQUIRED -> " AND t.state = 'running' AND " + TaskRows.WAITS;
      case SUCCEEDED, FAILED, CANCELED, TIMED_OUT, LOST, DEAD_LETTER ->
          " AND t.state = '" + state.word() + "'";
    };
  }

  private static TaskPage page(ResultSet rows, int limit) throws SQLException {
    List<Task> tasks = new ArrayList<>();
    long bytes = 0;
    while (rows.next()) {
      if (tasks.size() == limit || bytes > Limits.LIST_PAGE_BYTES) {
        return new TaskPage(tasks, tasks.getLast().id().toString());
      }
      Task task = TaskRows.read(rows);
      bytes += task.args().length();
      tasks.add(task);
    }
    return new TaskPage(tasks, null);
  }
}
