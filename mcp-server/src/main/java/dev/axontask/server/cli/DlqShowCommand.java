package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code dlq show}. */
@Command(name = "show", description = "Shows one dead letter.", mixinStandardHelpOptions = true)
final class DlqShowCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "TASK")
  private String task = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  DlqShowCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode letter = client.get(DlqText.path(task));
      if (json) {
        server.console().line(Json.text(letter));
      } else {
        DlqText.whole(letter).forEach(server.console()::line);
      }
      return 0;
    }
  }
}
