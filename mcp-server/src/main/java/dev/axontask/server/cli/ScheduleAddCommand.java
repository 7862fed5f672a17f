package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code schedule add}: makes a schedule that starts a command. */
@Command(
    name = "add",
    description = "Makes a schedule: schedule add NAME --cron '0 30 3 * * *' -- COMMAND ARGS...",
    mixinStandardHelpOptions = true)
final class ScheduleAddCommand implements Callable<Integer> {
  private final ServerAccess server;

  /** When: one of them. */
  static final class When {
    @Option(
        names = "--cron",
        paramLabel = "EXPRESSION",
        description = "Second (may be left out), minute, hour, day of month, month, weekday.")
    private @Nullable String cron;

    @Option(names = "--at", paramLabel = "TIME", description = "Once: 2026-11-21T09:30:00Z.")
    private @Nullable String at;

    @Option(names = "--in", paramLabel = "DURATION", description = "Once, later: 90s, 10m, 2h.")
    private @Nullable String in;
  }

  @ArgGroup(multiplicity = "1")
  private When when = new When();

  @Option(names = "--zone", paramLabel = "ZONE", description = "Of --cron. Default: UTC.")
  private @Nullable String zone;

  @Option(
      names = "--missed",
      paramLabel = "POLICY",
      description = "What becomes of missed times: skip, run_once (default) or run_all.")
  private @Nullable String missed;

  @Option(
      names = "--overlap",
      paramLabel = "POLICY",
      description =
          "While the run before goes on: skip (default), allow, queue_one or cancel_previous.")
  private @Nullable String overlap;

  @Option(names = "--jitter", paramLabel = "DURATION", description = "Start up to so much later.")
  private @Nullable String jitter;

  @Option(names = "--cwd", paramLabel = "DIR", description = "A folder in a configured workspace.")
  private @Nullable Path cwd;

  @Option(names = "--timeout", paramLabel = "DURATION", description = "Of each run. Default: 1h.")
  private @Nullable String timeout;

  @Option(names = "--tag", paramLabel = "TAG", description = "A tag of its tasks; may be repeated.")
  private List<String> tags = List.of();

  @Option(names = "--network", description = "Ask for the network.")
  private boolean network;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "NAME", description = "A name of its own.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The program and its arguments.")
  private List<String> argv = List.of();

  ScheduleAddCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode schedule = client.post("/api/schedules", body());
      if (json) {
        server.console().line(Json.text(schedule));
      } else {
        server.console().line(schedule.path("schedule_id").asString(""));
        server.console().note("Next: " + schedule.path("next_run_at").asString(""));
      }
      return 0;
    }
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    put(body, "cron", when.cron);
    put(body, "run_at", when.at);
    put(body, "delay_s", seconds(when.in));
    put(body, "zone", zone);
    put(body, "missed_run_policy", missed);
    put(body, "overlap_policy", overlap);
    put(body, "jitter_s", seconds(jitter));
    body.put("task", task());
    return body;
  }

  private Map<String, Object> task() {
    Map<String, Object> args = new LinkedHashMap<>();
    args.put("argv", argv);
    put(args, "cwd", cwd == null ? null : cwd.toAbsolutePath().normalize().toString());
    if (network) {
      args.put("network", true);
    }
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("adapter", "shell");
    task.put("name", name);
    task.put("args", args);
    put(task, "timeout_s", seconds(timeout));
    put(task, "tags", tags.isEmpty() ? null : tags);
    return task;
  }

  private static @Nullable Long seconds(@Nullable String duration) {
    return duration == null ? null : TaskText.seconds(duration);
  }

  private static void put(Map<String, Object> body, String field, @Nullable Object value) {
    if (value != null) {
      body.put(field, value);
    }
  }
}
