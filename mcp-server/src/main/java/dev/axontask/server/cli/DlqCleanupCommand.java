package dev.axontask.server.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code dlq cleanup}: takes old dead letters off the list now. */
@Command(
    name = "cleanup",
    description =
        "Takes old dead letters off the list now. The server does so by itself with those that are"
            + " older than AXONTASK_DLQ_DAYS.",
    mixinStandardHelpOptions = true)
final class DlqCleanupCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Option(
      names = "--older-than",
      paramLabel = "DURATION",
      required = true,
      description = "Such as 90s, 10m, 2h or 30d.")
  private String olderThan = "";

  DlqCleanupCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      long removed = 0;
      boolean more = true;
      while (more) {
        JsonNode answer =
            client.post("/api/dlq/cleanup", Map.of("older_than_s", TaskText.seconds(olderThan)));
        removed += answer.path("removed").asLong();
        more = answer.path("has_more").asBoolean(false);
      }
      server.console().line("removed " + removed);
      return 0;
    }
  }
}
