package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code schedule list}: the schedules of the caller, newest first. */
@Command(
    name = "list",
    description = "Lists schedules, newest first.",
    mixinStandardHelpOptions = true)
final class ScheduleListCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Option(names = "--limit", paramLabel = "COUNT", description = "So many. Default: 50.")
  private int limit = 50;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ScheduleListCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode page = client.get("/api/schedules?limit=" + limit);
      if (json) {
        server.console().line(Json.text(page));
      } else {
        page.path("schedules").forEach(one -> server.console().line(ScheduleText.inList(one)));
      }
      return 0;
    }
  }
}
