package dev.axontask.engine.schedule;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Rows of {@code schedules} as {@link Schedule}. */
final class ScheduleRows {
  private static final JsonMapper JSON = new JsonMapper();

  /** What {@link #read} reads. */
  static final String COLUMNS =
      """
      id, principal, name, kind, state, cron, zone, run_at, adapter, spec, missed_runs,
      missed_run_limit, overlap, jitter_s, held, planned_at, next_run_at, last_run_at, last_task_id,
      created_at, updated_at\
      """;

  private ScheduleRows() {}

  static Schedule read(ResultSet row) throws SQLException {
    UUID lastTask = row.getObject("last_task_id", UUID.class);
    return new Schedule(
        new ScheduleId(row.getObject("id", UUID.class)),
        row.getString("principal"),
        row.getString("name"),
        ScheduleKind.valueOf(upper(row, "kind")),
        ScheduleState.valueOf(upper(row, "state")),
        row.getString("cron"),
        row.getString("zone"),
        instant(row, "run_at"),
        row.getString("adapter"),
        task(row.getString("spec")),
        policies(row),
        row.getBoolean("held"),
        instant(row, "planned_at"),
        instant(row, "next_run_at"),
        instant(row, "last_run_at"),
        lastTask == null ? null : lastTask.toString(),
        there(row, "created_at"),
        there(row, "updated_at"));
  }

  private static Policies policies(ResultSet row) throws SQLException {
    return new Policies(
        MissedRuns.valueOf(upper(row, "missed_runs")),
        row.getInt("missed_run_limit"),
        Overlap.valueOf(upper(row, "overlap")),
        Duration.ofSeconds(row.getInt("jitter_s")));
  }

  private static String upper(ResultSet row, String column) throws SQLException {
    return row.getString(column).toUpperCase(Locale.ROOT);
  }

  @SuppressWarnings("unchecked") // Jackson reads objects as maps with string keys.
  private static Map<String, @Nullable Object> task(String json) {
    return JSON.readValue(json, LinkedHashMap.class);
  }

  static String json(Map<String, @Nullable Object> task) {
    return JSON.writeValueAsString(task);
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** Of a column that is never null. */
  static Instant there(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
