package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task cancel}: stops a task. */
@Command(name = "cancel", description = "Stops a task.", mixinStandardHelpOptions = true)
final class CancelCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "TASK")
  private String task = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the log.")
  private @Nullable String reason;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      description = "From the polite request to the kill. Default: 10s.")
  private @Nullable String grace;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  CancelCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    if (reason != null) {
      body.put("reason", reason);
    }
    if (grace != null) {
      body.put("grace_s", TaskText.seconds(grace));
    }
    try (Client client = server.client()) {
      JsonNode answer = client.post(TaskText.path(task) + "/cancel", body);
      server.console().line(json ? Json.text(answer) : TaskText.canceled(answer));
      return 0;
    }
  }
}
