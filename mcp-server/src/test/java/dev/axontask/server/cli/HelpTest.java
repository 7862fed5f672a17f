package dev.axontask.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What {@code --help} says, held against what there is. */
class HelpTest {
  private static final Pattern VARIABLE = Pattern.compile("AXONTASK_[A-Z0-9_]+");

  private final CommandLine root = AxonTask.commandLine(Map.of(), Console.ofTheProcess());

  /** {@code .env.example} itself is held against what is read. */
  @Test
  void everyVariableThatHelpNamesExists() throws IOException {
    Set<String> named = new TreeSet<>();
    collect(root, named);

    assertThat(named).contains("AXONTASK_DLQ_DAYS");
    assertThat(variables(Files.readString(Path.of("..", ".env.example")))).containsAll(named);
  }

  private static void collect(CommandLine command, Set<String> named) {
    named.addAll(variables(command.getUsageMessage(CommandLine.Help.Ansi.OFF)));
    command.getSubcommands().values().forEach(each -> collect(each, named));
  }

  private static Set<String> variables(String text) {
    Set<String> variables = new TreeSet<>();
    VARIABLE.matcher(text).results().forEach(match -> variables.add(match.group()));
    return variables;
  }

  @Test
  void theLauncherNamesEveryCommand() throws Exception {
    Process launcher =
        new ProcessBuilder(Path.of("..", "axontask").toString(), "--help")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String help = new String(launcher.getInputStream().readAllBytes(), UTF_8);
    assertThat(launcher.waitFor()).isZero();

    root.getSubcommands()
        .forEach((name, command) -> {
          Set<String> names = new TreeSet<>(command.getSubcommands().keySet());
          names.add(name);
          assertThat(line(help, name)).containsAll(names);
        });
  }

  /** The words before the colon of a command's line. */
  private static Set<String> line(String help, String command) {
    String line =
        help.lines()
            .filter(each -> each.startsWith("  " + command + " "))
            .findAny()
            .orElseThrow(() -> new AssertionError("./axontask --help lacks " + command));
    return Set.copyOf(List.of(line.strip().replaceFirst(":.*", "").split("[, ]+")));
  }
}
