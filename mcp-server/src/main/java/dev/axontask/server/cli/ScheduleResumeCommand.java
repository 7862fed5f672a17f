package dev.axontask.server.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code schedule resume}. */
@Command(
    name = "resume",
    description = "Starts tasks again, from the next planned time on.",
    mixinStandardHelpOptions = true)
final class ScheduleResumeCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  ScheduleResumeCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode now = client.post(ScheduleText.path(client, schedule) + "/resume", Map.of());
      server.console().line(ScheduleText.state(now));
      return 0;
    }
  }
}
