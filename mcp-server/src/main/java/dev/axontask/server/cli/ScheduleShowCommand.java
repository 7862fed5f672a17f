package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code schedule show}: all of one schedule. */
@Command(
    name = "show",
    description = "Shows a schedule with its next times.",
    mixinStandardHelpOptions = true)
final class ScheduleShowCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ScheduleShowCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode shown = client.get(ScheduleText.path(client, schedule));
      if (json) {
        server.console().line(Json.text(shown));
      } else {
        ScheduleText.whole(shown).forEach(server.console()::line);
      }
      return 0;
    }
  }
}
