package dev.axontask.server.cli;

import dev.axontask.server.http.Invisible;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A server's JSON about schedules, as lines for people. */
final class ScheduleText {
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F-]{36}");

  private ScheduleText() {}

  /** The path of a schedule, which is named by its name or its id. */
  static String path(Client client, String schedule) throws IOException, InterruptedException {
    return "/api/schedules/"
        + (ID.matcher(schedule).matches() ? schedule : named(client, schedule));
  }

  private static String named(Client client, String name) throws IOException, InterruptedException {
    String query = "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    JsonNode found = client.get("/api/schedules" + query).path("schedules").path(0);
    if (found.isMissingNode()) {
      throw new FailedException(
          AxonTask.FAILED,
          "there is no schedule \"%s\"; ./axontask schedule list shows them."
              .formatted(Invisible.escaped(name)));
    }
    return text(found, "schedule_id");
  }

  static String inList(JsonNode schedule) {
    String times =
        schedule.has("cron")
            ? text(schedule, "cron") + " " + text(schedule, "zone")
            : text(schedule, "run_at");
    String next = schedule.path("next_runs").path(0).asString("-");
    return "%s  %-6s  %s  (%s)  next %s"
        .formatted(
            text(schedule, "schedule_id"),
            text(schedule, "state"),
            Invisible.escaped(text(schedule, "name")),
            Invisible.escaped(times),
            next);
  }

  /** All that is there, a line each. */
  static List<String> whole(JsonNode schedule) {
    List<String> lines = new ArrayList<>();
    schedule.forEachEntry((field, value) -> {
      String shown = value.isString() ? value.stringValue() : value.toString();
      lines.add("%-18s %s".formatted(field, Invisible.escaped(shown)));
    });
    return lines;
  }

  static String run(JsonNode run) {
    String what =
        run.has("task_id")
            ? "task " + text(run, "task_id") + " " + text(run, "task_state")
            : run.has("skipped_until")
                ? "until " + text(run, "skipped_until")
                : Invisible.escaped(text(run, "error"));
    return "%s  %-7s  %s".formatted(text(run, "planned_at"), text(run, "outcome"), what);
  }

  static String state(JsonNode schedule) {
    String next = schedule.path("next_run_at").asString("");
    return text(schedule, "state") + (next.isEmpty() ? "" : ", next " + next);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }
}
