package dev.axontask.server.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code task}: the commands that start, show and stop tasks. */
@Command(
    name = "task",
    description = "Starts, lists, shows, feeds and stops tasks.",
    mixinStandardHelpOptions = true)
final class TaskCommands implements Callable<Integer> {

  static CommandLine commandLine(Map<String, String> environment, Console console) {
    ServerAccess server = new ServerAccess(environment, console);
    return new CommandLine(new TaskCommands())
        .addSubcommand(new StartCommand(server))
        .addSubcommand(new ListCommand(server))
        .addSubcommand(new StatusCommand(server))
        .addSubcommand(new LogsCommand(server))
        .addSubcommand(new AttemptsCommand(server))
        .addSubcommand(new WaitCommand(server))
        .addSubcommand(new SendCommand(server))
        .addSubcommand(new CancelCommand(server))
        .addSubcommand(new ReceiptCommand(server))
        .addSubcommand(new EraseCommand(server));
  }

  @Override
  public Integer call() {
    throw new FailedException(2, "say what to do: ./axontask task --help");
  }
}
