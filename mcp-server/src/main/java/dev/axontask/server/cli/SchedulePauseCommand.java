package dev.axontask.server.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code schedule pause}. */
@Command(
    name = "pause",
    description = "Starts nothing more until it is resumed; tasks that run go on.",
    mixinStandardHelpOptions = true)
final class SchedulePauseCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  SchedulePauseCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode now = client.post(ScheduleText.path(client, schedule) + "/pause", Map.of());
      server.console().line(ScheduleText.state(now));
      return 0;
    }
  }
}
