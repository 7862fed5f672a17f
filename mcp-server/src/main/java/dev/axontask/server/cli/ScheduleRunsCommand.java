package dev.axontask.server.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code schedule runs}: what came of a schedule's planned times. */
@Command(
    name = "runs",
    description = "Shows what came of a schedule's planned times, newest first.",
    mixinStandardHelpOptions = true)
final class ScheduleRunsCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  @Option(names = "--limit", paramLabel = "COUNT", description = "At most so many. Default: 20.")
  private int limit = 20;

  @Option(names = "--json", description = "Print JSON, a page a line.")
  private boolean json;

  ScheduleRunsCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      String path = ScheduleText.path(client, schedule) + "/runs";
      new Pages(path, "", "runs", ScheduleText::run).print(server, client, limit, json);
      return 0;
    }
  }
}
