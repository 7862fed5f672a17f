package dev.axontask.engine.schedule;

import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements about one tenant's schedules, each a part of the caller's transaction. */
final class ScheduleStore {
  private final Connection tx;
  private final TenantId tenant;

  ScheduleStore(Connection tx, TenantId tenant) {
    this.tx = tx;
    this.tenant = tenant;
  }

  /** The time by the database's clock. */
  Instant now() throws SQLException {
    try (PreparedStatement select = tx.prepareStatement("SELECT clock_timestamp() AS now");
        ResultSet row = select.executeQuery()) {
      row.next();
      return ScheduleRows.there(row, "now");
    }
  }

  /** Lets one at a time make or rename schedules of the tenant, and gives the time. */
  Instant lockForNew() throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            "SELECT pg_advisory_xact_lock(hashtextextended('schedules:' || ?, 0))")) {
      lock.setString(1, tenant.toString());
      lock.execute();
    }
    return now();
  }

  /** How many there are. */
  int count() throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            "SELECT count(*) FROM schedules WHERE tenant_id = ? AND deleted_at IS NULL")) {
      select.setObject(1, tenant.value());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** The schedule of a name. */
  Optional<ScheduleId> named(String name) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            "SELECT id FROM schedules WHERE tenant_id = ? AND name = ? AND deleted_at IS NULL")) {
      select.setObject(1, tenant.value());
      select.setString(2, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new ScheduleId(row.getObject(1, UUID.class)))
            : Optional.empty();
      }
    }
  }

  Optional<Schedule> find(ScheduleId id, boolean lock) throws SQLException {
    String sql =
        "SELECT "
            + ScheduleRows.COLUMNS
            + " FROM schedules"
            + " WHERE tenant_id = ? AND id = ? AND deleted_at IS NULL";
    try (PreparedStatement select = tx.prepareStatement(lock ? sql + " FOR UPDATE" : sql)) {
      select.setObject(1, tenant.value());
      select.setObject(2, id.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(ScheduleRows.read(row)) : Optional.empty();
      }
    }
  }

  SchedulePage list(@Nullable String name, int limit, @Nullable ScheduleId before)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            "SELECT "
                + ScheduleRows.COLUMNS
                + " FROM schedules"
                + " WHERE tenant_id = ? AND deleted_at IS NULL AND (?::text IS NULL OR name = ?)"
                + " AND (?::uuid IS NULL OR id < ?) ORDER BY id DESC LIMIT ?")) {
      UUID cursor = before == null ? null : before.value();
      select.setObject(1, tenant.value());
      select.setString(2, name);
      select.setString(3, name);
      select.setObject(4, cursor);
      select.setObject(5, cursor);
      select.setInt(6, limit + 1);
      List<Schedule> schedules = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          schedules.add(ScheduleRows.read(row));
        }
      }
      boolean more = schedules.size() > limit;
      List<Schedule> page = more ? schedules.subList(0, limit) : schedules;
      return new SchedulePage(page, more ? page.getLast().id().toString() : null);
    }
  }

  void insert(Schedule schedule, Instant due) throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO schedules (kind, name, cron, zone, run_at, adapter, spec, missed_runs,
                                   missed_run_limit, overlap, jitter_s, state, planned_at,
                                   next_run_at, updated_at, id, tenant_id, principal, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      int last = bind(insert, schedule, due);
      insert.setObject(last + 1, schedule.id().value());
      insert.setObject(last + 2, tenant.value());
      insert.setString(last + 3, schedule.principal());
      insert.setObject(last + 4, ScheduleRows.time(schedule.createdAt()));
      insert.executeUpdate();
    }
  }

  /**
   * Writes what can be changed.
   *
   * @param anew whether it begins with another time: what it waited for and made up for is over
   */
  void update(Schedule schedule, @Nullable Instant due, boolean anew) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE schedules
               SET kind = ?, name = ?, cron = ?, zone = ?, run_at = ?, adapter = ?, spec = ?,
                   missed_runs = ?, missed_run_limit = ?, overlap = ?, jitter_s = ?, state = ?,
                   planned_at = ?, next_run_at = ?, updated_at = ?, held = ?,
                   made_up = CASE WHEN ? THEN 0 ELSE made_up END
             WHERE id = ?
            """)) {
      int last = bind(update, schedule, due);
      update.setBoolean(last + 1, schedule.held());
      update.setBoolean(last + 2, anew);
      update.setObject(last + 3, schedule.id().value());
      update.executeUpdate();
    }
  }

  private static int bind(PreparedStatement statement, Schedule schedule, @Nullable Instant due)
      throws SQLException {
    statement.setString(1, schedule.kind().word());
    statement.setString(2, schedule.name());
    statement.setString(3, schedule.cron());
    statement.setString(4, schedule.zone());
    statement.setObject(5, ScheduleRows.time(schedule.runAt()));
    statement.setString(6, schedule.adapter());
    statement.setString(7, ScheduleRows.json(schedule.task()));
    statement.setString(8, schedule.policies().missed().word());
    statement.setInt(9, schedule.policies().missedLimit());
    statement.setString(10, schedule.policies().overlap().word());
    statement.setInt(11, Math.toIntExact(schedule.policies().jitter().toSeconds()));
    statement.setString(12, schedule.state().word());
    statement.setObject(13, ScheduleRows.time(schedule.plannedAt()));
    statement.setObject(14, ScheduleRows.time(due));
    statement.setObject(15, ScheduleRows.time(schedule.updatedAt()));
    return 15;
  }

  void pause(ScheduleId id) throws SQLException {
    run(
        """
        UPDATE schedules SET state = 'paused', held = false, updated_at = clock_timestamp()
         WHERE id = ?
        """,
        id.value());
  }

  void resume(ScheduleId id, Instant planned, Instant due) throws SQLException {
    run(
        """
        UPDATE schedules
           SET state = 'active', planned_at = ?, next_run_at = ?, made_up = 0,
               updated_at = clock_timestamp()
         WHERE id = ?
        """,
        Objects.requireNonNull(ScheduleRows.time(planned)),
        Objects.requireNonNull(ScheduleRows.time(due)),
        id.value());
  }

  void end(ScheduleId id) throws SQLException {
    run(
        """
        UPDATE schedules
           SET state = 'ended', planned_at = NULL, next_run_at = NULL, held = false,
               updated_at = clock_timestamp()
         WHERE id = ?
        """,
        id.value());
  }

  /** False if there is none. Its history stays for a while; what it would have started does not. */
  boolean remove(ScheduleId id) throws SQLException {
    return run(
            """
            UPDATE schedules SET deleted_at = clock_timestamp(), spec = '{}'
             WHERE id = ? AND tenant_id = ? AND deleted_at IS NULL
            """,
            id.value(),
            tenant.value())
        == 1;
  }

  /** Now, or the last planned time that was decided on, if the clock was set back behind it. */
  Instant notBefore(ScheduleId id, Instant now) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement("SELECT last_planned_at FROM schedules WHERE id = ?")) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        Instant last = row.next() ? ScheduleRows.instant(row, "last_planned_at") : null;
        return last == null ? now : Planning.later(now, last);
      }
    }
  }

  private int run(String sql, Object... values) throws SQLException {
    try (PreparedStatement update = tx.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setObject(i + 1, values[i]);
      }
      return update.executeUpdate();
    }
  }
}
