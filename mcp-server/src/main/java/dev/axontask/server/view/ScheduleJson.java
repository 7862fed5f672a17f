package dev.axontask.server.view;

import dev.axontask.engine.schedule.Schedule;
import dev.axontask.engine.schedule.ScheduleKind;
import dev.axontask.engine.schedule.ScheduleRequest;
import dev.axontask.engine.schedule.ScheduleRun;
import dev.axontask.engine.schedule.ScheduleState;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Schedules and their history as JSON. What is not there is left out. */
public final class ScheduleJson {
  private static final int NEXT_RUNS = 5;

  private ScheduleJson() {}

  /** All of it, with its next times by the wall clock of its zone. */
  public static Map<String, @Nullable Object> of(Schedule schedule) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("schedule_id", schedule.id().toString());
    json.put("name", schedule.name());
    json.put("kind", schedule.kind().word());
    json.put("state", schedule.state().word());
    put(json, "cron", schedule.cron());
    if (schedule.kind() == ScheduleKind.RECURRING) {
      json.put("zone", schedule.zone());
    }
    put(json, "run_at", TaskJson.time(schedule.runAt()));
    json.put("missed_run_policy", schedule.policies().missed().word());
    json.put("missed_run_limit", schedule.policies().missedLimit());
    json.put("overlap_policy", schedule.policies().overlap().word());
    json.put("jitter_s", schedule.policies().jitter().toSeconds());
    json.put("task", schedule.task());
    json.put("waits_for_previous", schedule.held());
    if (schedule.state() == ScheduleState.ACTIVE) {
      put(json, "next_run_at", TaskJson.time(schedule.nextRunAt()));
    }
    ZoneId zone = ZoneId.of(schedule.zone());
    json.put(
        "next_runs",
        schedule.nextTimes(NEXT_RUNS).stream().map(time -> wallClock(time, zone)).toList());
    put(json, "last_run_at", TaskJson.time(schedule.lastRunAt()));
    put(json, "last_task_id", schedule.lastTask());
    json.put("created_at", TaskJson.time(schedule.createdAt()));
    json.put("updated_at", TaskJson.time(schedule.updatedAt()));
    return json;
  }

  private static String wallClock(Instant time, ZoneId zone) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone));
  }

  /** A request in the form in which callers give it. */
  public static Map<String, @Nullable Object> request(ScheduleRequest request) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", request.name());
    put(json, "cron", request.cron());
    put(json, "zone", request.zone());
    put(json, "run_at", TaskJson.time(request.runAt()));
    put(json, "missed_run_policy", request.missed() == null ? null : request.missed().word());
    put(json, "missed_run_limit", request.missedLimit());
    put(json, "overlap_policy", request.overlap() == null ? null : request.overlap().word());
    put(json, "jitter_s", request.jitter() == null ? null : request.jitter().toSeconds());
    json.put("task", request.task());
    return json;
  }

  /** A line of the history. */
  public static Map<String, @Nullable Object> of(ScheduleRun run) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("planned_at", TaskJson.time(run.plannedAt()));
    json.put("outcome", run.outcome());
    json.put("decided_at", TaskJson.time(run.decidedAt()));
    put(json, "skipped_until", TaskJson.time(run.skippedUntil()));
    put(json, "task_id", run.task());
    put(json, "task_state", run.taskState());
    put(json, "error", run.error());
    return json;
  }

  private static void put(Map<String, @Nullable Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
