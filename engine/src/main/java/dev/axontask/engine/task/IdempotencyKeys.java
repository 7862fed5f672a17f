package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Which request a key stood for first. The primary key decides every race. */
final class IdempotencyKeys {

  /** A key as its scope has it. */
  record Scoped(String principal, String key) {}

  /** The request that a key stands for, and the task that it made. */
  record First(RequestDigest digest, TaskId task) {}

  private IdempotencyKeys() {}

  /**
   * Takes the keys of tasks that are about to be stored in the same transaction. Waits for other
   * transactions that take the same keys, in the order of the keys, so that two never wait for each
   * other.
   *
   * @param tasks each with a key, no key twice
   * @return what each key stands for now: the given task, or an earlier one
   */
  static Map<Scoped, First> take(Connection tx, TenantId tenant, List<NewTask> tasks)
      throws SQLException {
    List<NewTask> ordered =
        tasks.stream()
            .sorted(
                (a, b) -> (a.principal() + '\0' + key(a)).compareTo(b.principal() + '\0' + key(b)))
            .toList();
    insert(tx, tenant, ordered);
    return read(tx, tenant, ordered);
  }

  /**
   * What keys stand for, without taking any; others may take them meanwhile.
   *
   * @param tasks each with a key
   * @return those that stand for something
   */
  static Map<Scoped, First> known(Connection tx, TenantId tenant, List<NewTask> tasks)
      throws SQLException {
    return tasks.isEmpty() ? Map.of() : read(tx, tenant, tasks);
  }

  private static String key(NewTask task) {
    return Objects.requireNonNull(task.request().idempotencyKey());
  }

  static Scoped scoped(NewTask task) {
    return new Scoped(task.principal(), key(task));
  }

  private static void insert(Connection tx, TenantId tenant, List<NewTask> tasks)
      throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO idempotency_keys (tenant_id, principal, key, digest, request, task_id, created_at)
            SELECT ?, principal, key, digest, request::jsonb, task_id, now()
              FROM unnest(?::text[], ?::text[], ?::bytea[], ?::text[], ?::uuid[])
                   AS r(principal, key, digest, request, task_id)
            ON CONFLICT (tenant_id, principal, key) DO NOTHING
            """)) {
      insert.setObject(1, tenant.value());
      insert.setArray(2, texts(tx, tasks.stream().map(NewTask::principal)));
      insert.setArray(3, texts(tx, tasks.stream().map(IdempotencyKeys::key)));
      byte[][] digests = tasks.stream().map(t -> digest(t).digest()).toArray(byte[][]::new);
      insert.setArray(4, tx.createArrayOf("bytea", digests));
      insert.setArray(5, texts(tx, tasks.stream().map(t -> digest(t).json())));
      Object[] ids = tasks.stream().map(t -> t.id().value()).toArray();
      insert.setArray(6, tx.createArrayOf("uuid", ids));
      insert.executeUpdate();
    }
  }

  private static RequestDigest digest(NewTask task) {
    return Objects.requireNonNull(task.digest());
  }

  private static Array texts(Connection tx, java.util.stream.Stream<String> texts)
      throws SQLException {
    return tx.createArrayOf("text", texts.toArray());
  }

  private static Map<Scoped, First> read(Connection tx, TenantId tenant, List<NewTask> tasks)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT k.principal, k.key, k.request::text AS request, k.task_id
              FROM unnest(?::text[], ?::text[]) AS r(principal, key)
              JOIN idempotency_keys k ON k.tenant_id = ? AND k.principal = r.principal AND k.key = r.key
            """)) {
      select.setArray(1, texts(tx, tasks.stream().map(NewTask::principal)));
      select.setArray(2, texts(tx, tasks.stream().map(IdempotencyKeys::key)));
      select.setObject(3, tenant.value());
      Map<Scoped, First> firsts = new HashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          firsts.put(
              new Scoped(row.getString("principal"), row.getString("key")),
              new First(
                  RequestDigest.parse(row.getString("request")),
                  new TaskId(row.getObject("task_id", UUID.class))));
        }
      }
      return firsts;
    }
  }
}
