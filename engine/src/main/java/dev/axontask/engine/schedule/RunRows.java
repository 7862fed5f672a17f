package dev.axontask.engine.schedule;

import dev.axontask.engine.Limits;
import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code schedule_runs}: what came of planned times. */
final class RunRows {
  private RunRows() {}

  /** What a planned time came to, about to be written. */
  record New(
      Instant plannedAt,
      String outcome,
      @Nullable Instant skippedUntil,
      @Nullable UUID task,
      @Nullable String error) {}

  /**
   * Records a planned time; a part of the firing's transaction.
   *
   * @throws SQLException if it is recorded already, which ends that transaction
   */
  static void insert(Connection tx, TenantId tenant, ScheduleId schedule, New run)
      throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO schedule_runs (schedule_id, planned_at, tenant_id, outcome, skipped_until,
                                       task_id, error)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setObject(1, schedule.value());
      insert.setObject(2, ScheduleRows.time(run.plannedAt()));
      insert.setObject(3, tenant.value());
      insert.setString(4, run.outcome());
      insert.setObject(5, ScheduleRows.time(run.skippedUntil()));
      insert.setObject(6, run.task());
      insert.setString(7, run.error());
      insert.executeUpdate();
    }
  }

  /** Forgets what is older than the newest {@value Limits#SCHEDULE_HISTORY} planned times. */
  static void trim(Connection tx, ScheduleId schedule) throws SQLException {
    try (PreparedStatement delete =
        tx.prepareStatement(
            """
            DELETE FROM schedule_runs
             WHERE schedule_id = ? AND planned_at <= (
                   SELECT planned_at FROM schedule_runs WHERE schedule_id = ?
                    ORDER BY planned_at DESC OFFSET ? LIMIT 1)
            """)) {
      delete.setObject(1, schedule.value());
      delete.setObject(2, schedule.value());
      delete.setInt(3, Limits.SCHEDULE_HISTORY);
      delete.executeUpdate();
    }
  }

  static RunPage page(Connection tx, ScheduleId schedule, int limit, @Nullable Instant before)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT r.planned_at, r.decided_at, r.outcome, r.skipped_until, r.task_id,
                   t.state AS task_state, r.error
              FROM schedule_runs r LEFT JOIN tasks t ON t.id = r.task_id
             WHERE r.schedule_id = ? AND r.planned_at < coalesce(?::timestamptz, 'infinity')
             ORDER BY r.planned_at DESC LIMIT ?
            """)) {
      select.setObject(1, schedule.value());
      select.setObject(2, ScheduleRows.time(before));
      select.setInt(3, limit + 1);
      List<ScheduleRun> runs = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          runs.add(run(row));
        }
      }
      boolean more = runs.size() > limit;
      List<ScheduleRun> page = more ? runs.subList(0, limit) : runs;
      return new RunPage(page, more ? page.getLast().plannedAt() : null);
    }
  }

  private static ScheduleRun run(ResultSet row) throws SQLException {
    UUID task = row.getObject("task_id", UUID.class);
    return new ScheduleRun(
        ScheduleRows.there(row, "planned_at"),
        ScheduleRows.there(row, "decided_at"),
        row.getString("outcome"),
        ScheduleRows.instant(row, "skipped_until"),
        task == null ? null : task.toString(),
        row.getString("task_state"),
        row.getString("error"));
  }
}
