package dev.axontask.server.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code schedule list}: the schedules of the caller, newest first. */
@Command(
    name = "list",
    description = "Lists schedules, newest first.",
    mixinStandardHelpOptions = true)
final class ScheduleListCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Option(names = "--limit", paramLabel = "COUNT", description = "At most so many. Default: 50.")
  private int limit = 50;

  @Option(names = "--json", description = "Print JSON, a page a line.")
  private boolean json;

  ScheduleListCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      new Pages("/api/schedules", "", "schedules", ScheduleText::inList)
          .print(server, client, limit, json);
      return 0;
    }
  }
}
