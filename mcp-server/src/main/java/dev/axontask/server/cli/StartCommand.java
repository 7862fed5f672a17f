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

  @Option(names = "--tag", paramLabel = "TAG", description = "A tag; may be repeated.")
  private List<String> tags = List.of();

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
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("adapter", "shell");
    body.put("args", args);
    if (name != null) {
      body.put("name", name);
    }
    if (timeout != null) {
      body.put("timeout_s", TaskText.seconds(timeout));
    }
    if (!tags.isEmpty()) {
      body.put("tags", tags);
    }
    return body;
  }
}
