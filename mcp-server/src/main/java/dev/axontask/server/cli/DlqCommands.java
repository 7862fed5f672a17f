package dev.axontask.server.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code dlq}: the commands about dead letters. */
@Command(
    name = "dlq",
    description =
        "Shows dead letters: tasks that were tried as often as they may be. Starts them again.",
    mixinStandardHelpOptions = true)
final class DlqCommands implements Callable<Integer> {

  static CommandLine commandLine(Map<String, String> environment, Console console) {
    ServerAccess server = new ServerAccess(environment, console);
    return new CommandLine(new DlqCommands())
        .addSubcommand(new DlqListCommand(server))
        .addSubcommand(new DlqShowCommand(server))
        .addSubcommand(new DlqRetryCommand(server))
        .addSubcommand(new DlqRemoveCommand(server))
        .addSubcommand(new DlqCleanupCommand(server));
  }

  @Override
  public Integer call() {
    throw new FailedException(2, "say what to do: ./axontask dlq --help");
  }
}
