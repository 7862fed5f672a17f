package dev.axontask.server.rest;

import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.schedule.MissedRuns;
import dev.axontask.engine.schedule.Overlap;
import dev.axontask.engine.schedule.ScheduleRequest;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.catalog.InputCheck;
import dev.axontask.server.http.Json;
import dev.axontask.server.http.RefusedException;
import dev.axontask.server.tools.Args;
import dev.axontask.server.tools.StartRequest;
import dev.axontask.server.view.ScheduleJson;
import dev.axontask.server.view.WrongFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as callers give it, held against the schema {@code NewSchedule} of openapi.json and,
 * for its task, against that of a start.
 */
final class ScheduleBody {
  private final InputCheck check = new InputCheck(schema());
  private final StartRequest starts;

  ScheduleBody(List<RegisteredAdapter> adapters) {
    this.starts = new StartRequest(adapters);
  }

  private static Map<String, @Nullable Object> schema() {
    return Json.object(Json.tree(Json.bytes(OpenApi.text())).at("/components/schemas/NewSchedule"));
  }

  /**
   * Reads a request.
   *
   * @throws RefusedException if fields are wrong
   */
  ScheduleRequest request(Map<String, @Nullable Object> body) {
    List<FieldProblem> problems = problems(body);
    if (!problems.isEmpty()) {
      throw new RefusedException(WrongFields.of(problems));
    }
    Args args = new Args(body);
    return new ScheduleRequest(
        String.valueOf(args.text("name")),
        args.text("cron"),
        args.text("zone"),
        instant(args.text("run_at")),
        seconds(args.whole("delay_s")),
        args.text("missed_run_policy") == null
            ? null
            : MissedRuns.ofWord(args.text("missed_run_policy")).orElseThrow(),
        args.whole("missed_run_limit") == null
            ? null
            : Math.toIntExact(args.whole("missed_run_limit", 0)),
        args.text("overlap_policy") == null
            ? null
            : Overlap.ofWord(args.text("overlap_policy")).orElseThrow(),
        seconds(args.whole("jitter_s")),
        args.object("task"));
  }

  /**
   * What a schedule shall be once some of its fields are others; null takes a field back to the
   * usual. New times replace the old ones, of whatever kind.
   */
  ScheduleRequest changed(ScheduleRequest old, Map<String, @Nullable Object> changes) {
    if (changes.containsKey("paused")) {
      throw Queries.wrong("paused", "is changed by POST to pause or resume below this path");
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>(ScheduleJson.request(old));
    if (changes.get("run_at") != null || changes.get("delay_s") != null) {
      body.remove("cron");
      body.remove("zone");
      body.remove("run_at");
    }
    if (changes.get("cron") != null) {
      body.remove("run_at");
    }
    body.putAll(changes);
    body.values().removeIf(Objects::isNull);
    return request(body);
  }

  private List<FieldProblem> problems(Map<String, @Nullable Object> body) {
    List<FieldProblem> problems = new ArrayList<>(check.problems(body));
    if (problems.isEmpty()) {
      Args args = new Args(body);
      String runAt = args.text("run_at");
      if (runAt != null && instant(runAt) == null) {
        problems.add(new FieldProblem("run_at", "must be a time like 2026-11-21T09:30:00Z"));
      }
      starts.problems(args.object("task")).stream()
          .map(problem -> new FieldProblem("task." + problem.field(), problem.message()))
          .forEach(problems::add);
    }
    return problems;
  }

  private static @Nullable Duration seconds(@Nullable Long value) {
    return value == null ? null : Duration.ofSeconds(value);
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Args.instant(text).orElse(null);
  }
}
