package dev.axontask.server.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dlq remove}. */
@Command(
    name = "remove",
    description = "Takes a dead letter off the list; its task, log and receipt stay.",
    mixinStandardHelpOptions = true)
final class DlqRemoveCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "TASK")
  private String task = "";

  DlqRemoveCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      var _ = client.delete(DlqText.path(task));
      server.console().line("removed " + task);
      return 0;
    }
  }
}
