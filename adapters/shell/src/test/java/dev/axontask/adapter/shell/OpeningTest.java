package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Readiness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningTest {
  @TempDir Path folder;

  private Readiness open(Map<String, String> settings) {
    var second = Duration.ofSeconds(1);
    try (var adapter = new ShellAdapter()) {
      return adapter.open(new AdapterContext(folder, settings, second, second, second, true));
    }
  }

  @Test
  void settingsThatCannotBeUsedAreRefusedByName() {
    for (var wrong :
        List.of(
            Map.of("workspace", "/tmp"),
            Map.of("workspaces", "relative"),
            Map.of("workspaces", "/does/not/exist"),
            Map.of("network", "yes"),
            Map.of("sandbox", "no"),
            Map.of("env", "A B"))) {
      assertThat(open(wrong))
          .isInstanceOfSatisfying(
              Readiness.Unavailable.class,
              no -> assertThat(no.reason()).contains(wrong.keySet().iterator().next()));
    }
  }

  @Test
  void aWorkspaceAroundTheServersOwnFolderIsRefused() {
    assertThat(open(Map.of("workspaces", folder.resolve("..").toString())))
        .isInstanceOf(Readiness.Unavailable.class);
  }

  @Test
  void aClosedDataFolderIsNoHindrance() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Path inside = Files.createDirectory(folder.resolve("adapter"));
    var adapter = new ShellAdapter();
    var second = Duration.ofSeconds(1);
    assertThat(adapter.open(new AdapterContext(inside, Map.of(), second, second, second, true)))
        .isInstanceOf(Readiness.Ready.class);
    var attempt = Bench.shell("echo fine");
    Log log = new Log();
    assertThat(adapter.start(attempt).follow(log)).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    adapter.cleanUp(attempt.id());
    adapter.close();
    Path root = Place.of(inside, Host.uid() == 0).root();
    if (!root.startsWith(folder)) {
      Tools.run(List.of("rm", "-rf", "--", root.toString()));
    }
  }

  @Test
  void argumentsThatNoCommandCanBeGivenAreRefused() {
    try (Bench bench = Bench.open(folder, Map.of())) {
      for (Map<String, Object> wrong :
          List.<Map<String, Object>>of(
              Map.of(),
              Map.of("command", "true", "argv", List.of("true")),
              Map.of("command", "a\0b"),
              Map.of("argv", List.of("")),
              Map.of("command", "x".repeat(Limits.ARGUMENT_BYTES + 1)),
              Map.of("command", "true", "env", Map.of("A=B", "c")),
              Map.of("command", "true", "env", Map.of("A", "b\0")),
              Map.of("command", "true", "stdin", "x".repeat(Limits.STDIN_BYTES + 1)),
              Map.of("command", "true", "network", true),
              Map.of("command", "true", "cwd", "/tmp"))) {
        assertThat(bench.problems(wrong)).hasSize(1);
      }
    }
  }

  @Test
  void aProcessThatRunsNothingChecksOnlyWhatDoesNotDependOnTheHost() {
    var second = Duration.ofSeconds(1);
    var settings = Map.of("workspaces", "/only/on/the/workers");
    var context = new AdapterContext(folder, settings, second, second, second, false);
    try (var adapter = new ShellAdapter()) {
      assertThat(adapter.open(context)).isInstanceOf(Readiness.Ready.class);
      assertThat(
              adapter.check(
                  Map.of("command", "true", "cwd", "/only/on/the/workers", "network", true)))
          .isEmpty();
      assertThat(adapter.check(Map.of("command", "a\0b"))).hasSize(1);
    }
  }

  @Test
  void aTasksEnvironmentArrivesAsItIs() throws Exception {
    try (Bench bench = Bench.open(folder, Map.of())) {
      Map<String, Object> args =
          Map.of("argv", List.of("printenv", "WORD"), "env", Map.of("WORD", "a 'b' \"c\" $d\n`e`"));
      assertThat(bench.run(Bench.attempt(args)).log().out()).isEqualTo("a 'b' \"c\" $d\n`e`\n");
    }
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    try (Bench bench = Bench.open(folder, Map.of())) {
      var run = bench.run(Bench.argv("printf", "%s|", "", "a b", "$(id)", "'", "-n", "ä\n"));
      assertThat(run.log().out()).isEqualTo("|a b|$(id)|'|-n|ä\n|");
    }
  }

  @Test
  void aProgramThatIsNotThereSaysSo() throws Exception {
    try (Bench bench = Bench.open(folder, Map.of())) {
      var run = bench.run(Bench.argv("no-such-program"));
      assertThat(run.outcome()).isEqualTo(new Outcome.Exited(127, EndedBy.ITSELF));
      assertThat(run.log().err()).contains("no-such-program");
    }
  }

  @Test
  void theNetworkIsThereWhereItIsAllowedAndAskedFor() throws Exception {
    try (Bench bench = Bench.open(folder, Map.of("network", "allow"))) {
      String count = "tail -n +3 /proc/net/dev | wc -l";
      String host = Tools.run(List.of("sh", "-c", count)).text();
      var asked = Bench.attempt(Map.of("command", count, "network", true));
      assertThat(bench.run(asked).log().out().strip()).isEqualTo(host);
      assertThat(bench.shellRun(count).log().out().strip()).isEqualTo("1");
    }
  }
}
