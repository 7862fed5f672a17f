package dev.axontask.server.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlq list}: the dead letters of the caller. */
@Command(
    name = "list",
    description = "Lists dead letters, those of the newest tasks first.",
    mixinStandardHelpOptions = true)
final class DlqListCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Mixin private final DlqFilter filter = new DlqFilter();

  @Option(names = "--limit", paramLabel = "COUNT", description = "At most so many. Default: 50.")
  private int limit = 50;

  @Option(names = "--json", description = "Print JSON, a page a line.")
  private boolean json;

  DlqListCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      new Pages("/api/dlq", filter.query(), "dead_letters", DlqText::inList)
          .print(server, client, limit, json);
      return 0;
    }
  }
}
