package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task start}: starts a command as a task. */
@Command(
    name = "start",
    description = "Starts a command as a task: task start [OPTIONS] -- COMMAND ARGS...",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Option(names = "--cwd", paramLabel = "DIR", description = "A folder in a configured workspace.")
  private @Nullable Path cwd;

  @Option(names = "--name", paramLabel = "NAME", description = "A short name.")
  private @Nullable String name;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "End it after this time: 90s, 10m, 2h. Default: 1h.")
  private @Nullable String timeout;

  @Option(
      names = "--max-attempts",
      paramLabel = "COUNT",
      description = "Try it up to so often, after transient failures. Default: 1.")
  private @Nullable Integer maxAttempts;

  @Option(
      names = "--retry-on",
      paramLabel = "POLICY",
      description = "transient (default) or any_failure: after which failures to try again.")
  private @Nullable String retryOn;

  @Option(
      names = "--on-worker-loss",
      paramLabel = "POLICY",
      description = "fail (default) or retry: what to do if nobody knows how an attempt ended.")
  private @Nullable String onWorkerLoss;

  @Option(
      names = "--schedule-to-start",
      paramLabel = "DURATION",
      description = "End it if it has not started after this time: 90s, 10m, 2h.")
  private @Nullable String scheduleToStart;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "End it at this time, all attempts: 2026-11-21T09:30:00Z.")
  private @Nullable String deadline;

  @Option(
      names = "--depends-on",
      paramLabel = "TASK",
      description = "Start it after this task; may be repeated.")
  private List<String> dependsOn = List.of();

  @Option(
      names = "--depends-on-policy",
      paramLabel = "POLICY",
      description = "success (default): all of them succeeded; any: one did; all: all ended.")
  private @Nullable String dependsOnPolicy;

  @Option(names = "--tag", paramLabel = "TAG", description = "A tag; may be repeated.")
  private List<String> tags = List.of();

  @Mixin private StartWhen when = new StartWhen();

  @Option(names = "--interactive", description = "Let task send write to its standard input.")
  private boolean interactive;

  @Option(names = "--network", description = "Ask for the network.")
  private boolean network;

  @Option(
      names = {"-f", "--follow"},
      description = "Show its output; the exit code is the task's.")
  private boolean follow;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The program and its arguments.")
  private List<String> argv = List.of();

  StartCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode task = client.post("/api/tasks", body());
      String id = task.path("task_id").asString("");
      if (json && !follow) {
        server.console().line(Json.text(task));
      } else if (!follow) {
        server.console().line(id);
        server.console().note("Follow it: ./axontask task logs -f " + id);
      } else if (!json) {
        server.console().note("task " + id);
      }
      return follow ? server.follow(client, id, json) : 0;
    }
  }

  private Map<String, Object> body() {
    Map<String, Object> args = new LinkedHashMap<>();
    args.put("argv", argv);
    if (cwd != null) {
      args.put("cwd", cwd.toAbsolutePath().normalize().toString());
    }
    if (network) {
      args.put("network", true);
    }
    if (interactive) {
      args.put("interactive", true);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("adapter", "shell");
    body.put("args", args);
    if (name != null) {
      body.put("name", name);
    }
    if (timeout != null) {
      body.put("timeout_s", TaskText.seconds(timeout));
    }
    when.putInto(body);
    if (!dependsOn.isEmpty()) {
      body.put("depends_on", dependsOn);
    }
    if (dependsOnPolicy != null) {
      body.put("depends_on_policy", dependsOnPolicy);
    }
    if (!tags.isEmpty()) {
      body.put("tags", tags);
    }
    put(body, "max_attempts", maxAttempts);
    put(body, "retry_on", retryOn);
    put(body, "on_worker_loss", onWorkerLoss);
    put(
        body,
        "schedule_to_start_s",
        scheduleToStart == null ? null : TaskText.seconds(scheduleToStart));
    put(body, "deadline", deadline);
    return body;
  }

  private static void put(Map<String, Object> body, String field, @Nullable Object value) {
    if (value != null) {
      body.put(field, value);
    }
  }
}
