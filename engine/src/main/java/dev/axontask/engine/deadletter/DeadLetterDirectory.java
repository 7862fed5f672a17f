package dev.axontask.engine.deadletter;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks dead letters up and removes them. Another tenant's are like missing ones. Thread-safe. */
public final class DeadLetterDirectory {
  public static final int REMOVED_AT_ONCE = 10_000;

  private static final String SELECT =
      """
      SELECT d.task_id, t.name, t.adapter, t.tags, d.reason, d.error::text AS error, d.attempts,
             d.created_at, d.redriven_as
        FROM dead_letters d JOIN tasks t ON t.id = d.task_id
       WHERE d.tenant_id = ?
      """;

  private final Database database;

  public DeadLetterDirectory(Database database) {
    this.database = database;
  }

  public Optional<DeadLetter> find(Caller caller, TaskId task) {
    return database.asTenant(
        caller.tenant(),
        tx -> {
          try (PreparedStatement select = tx.prepareStatement(SELECT + " AND d.task_id = ?")) {
            select.setObject(1, caller.tenant().value());
            select.setObject(2, task.value());
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
          }
        });
  }

  /** Those of the newest tasks first. */
  public DeadLetterPage list(Caller caller, DeadLetterFilter filter) {
    return database.asTenant(caller.tenant(), tx -> page(tx, caller.tenant(), filter));
  }

  private static DeadLetterPage page(Connection tx, TenantId tenant, DeadLetterFilter filter)
      throws SQLException {
    List<Object> values = new ArrayList<>();
    String sql = SELECT + where(tenant, filter, values);
    try (PreparedStatement select = tx.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        select.setObject(i + 1, values.get(i));
      }
      try (ResultSet rows = select.executeQuery()) {
        List<DeadLetter> letters = new ArrayList<>();
        while (rows.next()) {
          if (letters.size() == filter.limit()) {
            return new DeadLetterPage(letters, letters.getLast().task());
          }
          letters.add(read(rows));
        }
        return new DeadLetterPage(letters, null);
      }
    }
  }

  private static String where(TenantId tenant, DeadLetterFilter filter, List<Object> values) {
    StringBuilder where = new StringBuilder();
    values.add(tenant.value());
    TaskId before = filter.before();
    and(where, values, " AND d.task_id < ?", before == null ? null : before.value());
    and(where, values, " AND t.adapter = ?", filter.adapter());
    and(where, values, " AND t.tags @> ARRAY[?]::text[]", filter.tag());
    and(where, values, " AND d.reason = ?", filter.reason());
    Instant since = filter.since();
    and(
        where,
        values,
        " AND d.created_at >= ?",
        since == null ? null : since.atOffset(ZoneOffset.UTC));
    and(where, values, " AND (d.redriven_as IS NOT NULL) = ?", filter.redriven());
    values.add(filter.limit() + 1);
    return where.append(" ORDER BY d.task_id DESC LIMIT ?").toString();
  }

  private static void and(
      StringBuilder where, List<Object> values, String condition, @Nullable Object value) {
    if (value != null) {
      where.append(condition);
      values.add(value);
    }
  }

  private static DeadLetter read(ResultSet row) throws SQLException {
    UUID redriven = row.getObject("redriven_as", UUID.class);
    return new DeadLetter(
        new TaskId(row.getObject("task_id", UUID.class)),
        row.getString("name"),
        row.getString("adapter"),
        List.of((String[]) row.getArray("tags").getArray()),
        row.getString("reason"),
        row.getString("error"),
        row.getInt("attempts"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        redriven == null ? null : new TaskId(redriven));
  }

  /**
   * Removes one from the list. Its task stays, with its log and receipt.
   *
   * @return whether there was one
   */
  public boolean remove(Caller caller, TaskId task) {
    return database.asTenant(
        caller.tenant(),
        tx -> {
          try (PreparedStatement delete =
              tx.prepareStatement("DELETE FROM dead_letters WHERE tenant_id = ? AND task_id = ?")) {
            delete.setObject(1, caller.tenant().value());
            delete.setObject(2, task.value());
            return delete.executeUpdate() == 1;
          }
        });
  }

  /**
   * Removes a tenant's that became one longer ago than this, the oldest first.
   *
   * @return how many, at most {@value #REMOVED_AT_ONCE}
   */
  public int removeOlderThan(Caller caller, Duration age) {
    return database.asTenant(
        caller.tenant(),
        tx -> {
          try (PreparedStatement delete =
              tx.prepareStatement(
                  """
                  DELETE FROM dead_letters WHERE task_id IN (
                    SELECT task_id FROM dead_letters
                     WHERE tenant_id = ? AND created_at < now() - ? * interval '1 second'
                     ORDER BY created_at LIMIT ?)
                  """)) {
            delete.setObject(1, caller.tenant().value());
            delete.setLong(2, age.toSeconds());
            delete.setInt(3, REMOVED_AT_ONCE);
            return delete.executeUpdate();
          }
        });
  }
}
