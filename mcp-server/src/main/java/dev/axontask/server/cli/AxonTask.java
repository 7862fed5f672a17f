package dev.axontask.server.cli;

import dev.axontask.server.settings.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The command line. */
public final class AxonTask {
  /** The exit code of a failure that is not the task's. */
  static final int FAILED = 1;

  private AxonTask() {}

  @Command(
      name = "axontask",
      description = "Long commands for agents: started through MCP, alive through crashes.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  private static final class Root {}

  /** Runs a command and returns its exit code. */
  public static int run(String[] args, Map<String, String> environment, Console console) {
    CommandLine line = commandLine(environment, console);
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            console.terminal() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setUnmatchedOptionsArePositionalParams(false);
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, console));
    return args.length == 0 ? line.execute("--help") : line.execute(args);
  }

  /** All commands, not run. */
  static CommandLine commandLine(Map<String, String> environment, Console console) {
    ServeCommand serve = new ServeCommand(environment, console);
    CommandLine line = new CommandLine(CommandSpec.forAnnotatedObject(new Root()));
    line.addSubcommand("serve", serve.commandLine());
    line.addSubcommand("task", TaskCommands.commandLine(environment, console));
    line.addSubcommand("schedule", ScheduleCommands.commandLine(environment, console));
    line.addSubcommand("dlq", DlqCommands.commandLine(environment, console));
    line.addSubcommand("queue", QueueCommands.commandLine(environment, console));
    line.addSubcommand("verify", new VerifyCommand(console));
    line.addSubcommand("doctor", new DoctorCommand(environment, console));
    line.addSubcommand("keys", KeysCommand.commandLine(environment, console));
    return line;
  }

  private static int failed(Exception e, Console console) {
    switch (e) {
      case SettingsException settings -> settings.problems().forEach(console::error);
      case FailedException failed -> console.error(String.valueOf(failed.getMessage()));
      case IOException io -> console.error(text(io));
      case UncheckedIOException io -> console.error(text(io));
      case InterruptedException stopped -> console.error("interrupted");
      default -> console.error("this should not have happened, please report it: " + e);
    }
    return e instanceof FailedException failed ? failed.exitCode() : FAILED;
  }

  private static String text(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
