package dev.axontask.server.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code schedule}: the commands about tasks that start by themselves. */
@Command(
    name = "schedule",
    description = "Starts tasks by themselves: once, later, or again and again.",
    mixinStandardHelpOptions = true)
final class ScheduleCommands implements Callable<Integer> {

  static CommandLine commandLine(Map<String, String> environment, Console console) {
    ServerAccess server = new ServerAccess(environment, console);
    return new CommandLine(new ScheduleCommands())
        .addSubcommand(new ScheduleAddCommand(server))
        .addSubcommand(new ScheduleListCommand(server))
        .addSubcommand(new ScheduleShowCommand(server))
        .addSubcommand(new ScheduleRunsCommand(server))
        .addSubcommand(new SchedulePauseCommand(server))
        .addSubcommand(new ScheduleResumeCommand(server))
        .addSubcommand(new ScheduleRemoveCommand(server));
  }

  @Override
  public Integer call() {
    throw new FailedException(2, "say what to do: ./axontask schedule --help");
  }
}
