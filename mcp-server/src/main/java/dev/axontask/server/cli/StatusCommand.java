package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task status}: how one task stands. */
@Command(name = "status", description = "Shows how a task stands.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "TASK")
  private String task = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  StatusCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode status = client.get(TaskText.path(task));
      if (json) {
        server.console().line(Json.text(status));
      } else {
        TaskText.whole(status).forEach(server.console()::line);
      }
      return 0;
    }
  }
}
