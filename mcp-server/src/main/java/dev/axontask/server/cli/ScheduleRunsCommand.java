package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code schedule runs}: what came of a schedule's planned times. */
@Command(
    name = "runs",
    description = "Shows what came of a schedule's planned times, newest first.",
    mixinStandardHelpOptions = true)
final class ScheduleRunsCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  @Option(names = "--limit", paramLabel = "COUNT", description = "So many. Default: 20.")
  private int limit = 20;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ScheduleRunsCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode page = client.get(ScheduleText.path(client, schedule) + "/runs?limit=" + limit);
      if (json) {
        server.console().line(Json.text(page));
      } else {
        page.path("runs").forEach(run -> server.console().line(ScheduleText.run(run)));
      }
      return 0;
    }
  }
}
