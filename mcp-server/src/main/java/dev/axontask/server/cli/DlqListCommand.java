package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code dlq list}: the dead letters of the caller. */
@Command(
    name = "list",
    description = "Lists dead letters, those of the newest tasks first.",
    mixinStandardHelpOptions = true)
final class DlqListCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Mixin private final DlqFilter filter = new DlqFilter();

  @Option(names = "--limit", paramLabel = "COUNT", description = "So many. Default: 50.")
  private int limit = 50;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  DlqListCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode page = client.get("/api/dlq?limit=" + limit + filter.query());
      if (json) {
        server.console().line(Json.text(page));
      } else {
        page.path("dead_letters").forEach(each -> server.console().line(DlqText.inList(each)));
      }
      return 0;
    }
  }
}
