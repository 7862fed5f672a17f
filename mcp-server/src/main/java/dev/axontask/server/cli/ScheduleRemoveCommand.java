package dev.axontask.server.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code schedule remove}. */
@Command(
    name = "remove",
    description = "Removes a schedule; tasks that run go on.",
    mixinStandardHelpOptions = true)
final class ScheduleRemoveCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  ScheduleRemoveCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode gone = client.delete(ScheduleText.path(client, schedule));
      server.console().line("removed " + gone.path("schedule_id").asString(""));
      return 0;
    }
  }
}
