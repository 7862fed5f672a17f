package dev.axontask.engine.worker;

import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Finds the tenants that have waiting tasks: one step of the index a tenant, however many tasks
 * each has. Behind an open transaction that keeps the entries of finished tasks such a step is
 * slow, so it is taken the more rarely the longer it lasts. Confined to the thread that claims.
 */
final class Discovery {
  /** How late the first task of a tenant can be seen while other tenants take every slot. */
  static final Duration EVERY = Duration.ofSeconds(1);

  /** With nothing else to claim. */
  static final Duration SOONEST = Duration.ofMillis(50);

  /** At most this part of the time is spent on looking: one in so many. */
  private static final int PART = 10;

  private static final int A_LOOK = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;
  private final LongSupplier nanos;
  private final Map<String, UUID> after = new HashMap<>();
  private boolean looked;
  private long lookedAt;
  private long lasted;

  Discovery(Database database, LongSupplier nanos) {
    this.database = database;
    this.nanos = nanos;
  }

  /** Whether the last look is so long ago. */
  boolean due(Duration ago) {
    long pause = Math.max(ago.toNanos(), PART * lasted);
    return !looked || nanos.getAsLong() - lookedAt >= pause;
  }

  /**
   * Looks once.
   *
   * @return whether there is a tenant that was not known
   */
  boolean look(Set<String> adapters, Lanes lanes) {
    long begin = nanos.getAsLong();
    List<Found> found = database.asWorker(tx -> find(tx, List.copyOf(adapters)));
    boolean anew = false;
    for (Found each : found) {
      anew |= lanes.add(each.adapter(), each.tenant());
    }
    goOnBehind(adapters, found);
    looked = true;
    lookedAt = nanos.getAsLong();
    lasted = lookedAt - begin;
    return anew;
  }

  private record Found(String adapter, UUID tenant) {}

  /** A look that was cut short is continued by the next. */
  private void goOnBehind(Set<String> adapters, List<Found> found) {
    after.keySet().removeAll(adapters);
    if (found.size() == A_LOOK) {
      found.forEach(each -> after.put(each.adapter(), each.tenant()));
    }
  }

  private List<Found> find(Connection tx, List<String> adapters) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            WITH RECURSIVE found AS (
              SELECT a.adapter, one.tenant_id
                FROM unnest(?::text[], ?::uuid[]) AS a(adapter, after)
               CROSS JOIN LATERAL (
                 SELECT tenant_id FROM task_queue
                  WHERE adapter = a.adapter AND hold IS NULL AND tenant_id > a.after
                  ORDER BY tenant_id LIMIT 1) one
              UNION ALL
              SELECT f.adapter, further.tenant_id
                FROM found f
               CROSS JOIN LATERAL (
                 SELECT tenant_id FROM task_queue
                  WHERE adapter = f.adapter AND hold IS NULL AND tenant_id > f.tenant_id
                  ORDER BY tenant_id LIMIT 1) further
            )
            SELECT adapter, tenant_id FROM found LIMIT ?
            """)) {
      select.setArray(1, tx.createArrayOf("text", adapters.toArray()));
      Object[] behind = adapters.stream().map(a -> after.getOrDefault(a, FIRST)).toArray();
      select.setArray(2, tx.createArrayOf("uuid", behind));
      select.setInt(3, A_LOOK);
      List<Found> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(new Found(row.getString(1), row.getObject(2, UUID.class)));
        }
      }
      return found;
    }
  }
}
