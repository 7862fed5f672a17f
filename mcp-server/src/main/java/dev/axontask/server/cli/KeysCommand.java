package dev.axontask.server.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code keys show}. */
final class KeysCommand {
  private KeysCommand() {}

  static CommandLine commandLine(Map<String, String> environment, Console console) {
    return new CommandLine(new Group()).addSubcommand(new Show(environment, console));
  }

  @Command(name = "keys", description = "The API key.", mixinStandardHelpOptions = true)
  private static final class Group implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new FailedException(2, "say what to do: ./axontask keys show");
    }
  }

  @Command(
      name = "show",
      description = "Prints the key of the data folder, for hosts that take one pasted.",
      mixinStandardHelpOptions = true)
  private static final class Show implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Console console;

    Show(Map<String, String> environment, Console console) {
      this.environment = environment;
      this.console = console;
    }

    @Override
    public Integer call() {
      console.line(ClientSettings.read(environment).key().reveal());
      return 0;
    }
  }
}
