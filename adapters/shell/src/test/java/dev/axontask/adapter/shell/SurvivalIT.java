package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.StopReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurvivalIT {
  @TempDir Path folder;

  private Process host(String task, Path log, String command) throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String java = System.getProperty("java.home") + "/bin/java";
    List<String> line =
        List.of(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            KilledHost.class.getName(),
            folder.toString());
    var all = new java.util.ArrayList<>(line);
    all.addAll(List.of(task, log.toString(), command));
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("host.log").toFile())
        .start();
  }

  private static int linesIn(Path log) throws Exception {
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  private static byte[] noted(Path log, String channel) throws Exception {
    var bytes = new ByteArrayOutputStream();
    for (String line : Files.readAllLines(log)) {
      String[] words = line.split(" ", -1);
      if (words.length == 4 && words[0].equals(channel)) {
        bytes.writeBytes(Base64.getDecoder().decode(words[1]));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aCommandOutlivesThreeKilledHostsWithoutLosingOrDoublingAByte() throws Exception {
    String command =
        "i=0; while [ $i -lt 400 ]; do echo \"line $i äöü\"; echo \"e$i\" >&2; sleep 0.01;"
            + " i=$((i+1)); done; exit 5";
    String task = UUID.randomUUID().toString();
    Path log = folder.resolve("log");
    for (int kills = 1; kills <= 3; kills++) {
      int before = linesIn(log);
      Process host = host(task, log, command);
      while (linesIn(log) < before + 20 && host.isAlive()) {
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
      }
      assertThat(Files.readString(folder.resolve("host.log"))).isEmpty();
      host.destroyForcibly().waitFor();
    }
    Bench bench = Bench.open(folder, Map.of());
    Attempt attempt = KilledHost.attempt(task, command);
    Log rest = new Log();
    Outcome outcome = bench.reattach(attempt, KilledHost.lastPoint(log)).follow(rest);

    assertThat(outcome).isEqualTo(new Outcome.Exited(5, EndedBy.ITSELF));
    var out = new StringBuilder();
    var err = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      out.append("line ").append(i).append(" äöü\n");
      err.append('e').append(i).append('\n');
    }
    assertThat(new String(noted(log, "STDOUT"), StandardCharsets.UTF_8) + rest.out())
        .isEqualTo(out.toString());
    assertThat(new String(noted(log, "STDERR"), StandardCharsets.UTF_8) + rest.err())
        .isEqualTo(err.toString());
    bench.adapter.cleanUp(attempt.id());
    bench.close();
  }

  @Test
  void aCancelWorksAfterARestart() throws Exception {
    Attempt attempt = Bench.shell("echo up; exec sleep 600");
    Bench first = Bench.open(folder, Map.of());
    first.adapter.start(attempt).close();
    first.close();
    Bench second = Bench.open(folder, Map.of());
    Log log = new Log();
    var execution = second.reattach(attempt, ResumePoint.BEGINNING);
    execution.stop(StopReason.CANCEL, Duration.ofSeconds(20));
    assertThat(execution.follow(log)).isEqualTo(new Outcome.Signaled(15, EndedBy.CANCEL));
    second.adapter.cleanUp(attempt.id());
    second.close();
  }

  @Test
  void aSilentHostEndsItsExecutions() throws Exception {
    Bench bench = Bench.open(folder, Map.of(), Duration.ofSeconds(2));
    var run = bench.run(Bench.shell("exec sleep 600"));
    assertThat(run.outcome()).isEqualTo(new Outcome.Signaled(15, EndedBy.HOST_GRACE));
    bench.close();
  }

  @Test
  void aHostThatSaysThatItLivesKeepsItsExecutions() throws Exception {
    Bench bench = Bench.open(folder, Map.of(), Duration.ofSeconds(2));
    Attempt attempt = Bench.shell("i=0; while [ $i -lt 50 ]; do sleep 0.1; echo; i=$((i+1)); done");
    Log log = new Log();
    var outcome = Bench.following(bench.adapter.start(attempt), log);
    for (int lines = 1; lines <= 50; lines++) {
      int wanted = lines;
      log.await(l -> l.out().length() >= wanted || outcome.isDone());
      bench.adapter.hostIsAlive();
    }
    assertThat(outcome.get()).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    bench.adapter.cleanUp(attempt.id());
    bench.close();
  }

  @Test
  void aKilledSupervisorTakesItsSandboxAlongAndTheEndIsUnknown() throws Exception {
    Bench bench = Bench.open(folder, Map.of());
    Attempt attempt = Bench.shell("echo up; sleep 600 & exec sleep 600");
    Log log = new Log();
    var outcome = Bench.following(bench.adapter.start(attempt), log);
    log.await(l -> l.out().equals("up\n"));
    new Supervisor(bench.files(attempt)).kill();
    assertThat(outcome.get()).isInstanceOf(Outcome.Unknown.class);
    assertThat(Removal.workingIn(bench.files(attempt).path(), Set.of("bwrap", "dd"))).isEmpty();
    Log again = new Log();
    assertThat(bench.reattach(attempt, ResumePoint.BEGINNING).follow(again))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(again.out()).isEqualTo("up\n");
    bench.adapter.cleanUp(attempt.id());
    assertThat(bench.files(attempt).path()).doesNotExist();
    assertThat(Removal.workingIn(bench.files(attempt).path())).isEmpty();
    bench.close();
  }

  /** What the sandbox's first process said may come through after the outputs have ended. */
  @Test
  void anEndThatIsSaidAfterTheOutputsEndedIsStillTheRealOne() throws Exception {
    Bench bench = Bench.open(folder, Map.of());
    Attempt attempt = Bench.shell("trap 'exit 137' TERM; echo up; while :; do sleep 0.02; done");
    Log log = new Log();
    var execution = bench.adapter.start(attempt);
    var outcome = Bench.following(execution, log);
    log.await(l -> l.out().equals("up\n"));
    Path attemptFolder = bench.files(attempt).path();
    ProcessHandle relay = readers(attemptFolder, "count=300").getFirst();
    List<ProcessHandle> pumps =
        readers(attemptFolder, "bs=65536").stream()
            .map(reader -> reader.parent().orElseThrow())
            .toList();
    assertThat(pumps).hasSize(2);

    Tools.run(List.of("kill", "-STOP", String.valueOf(relay.pid())));
    execution.stop(StopReason.CANCEL, Duration.ofSeconds(20));
    while (Removal.workingIn(attemptFolder).stream().anyMatch(pumps::contains)) {
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
    Tools.run(List.of("kill", "-CONT", String.valueOf(relay.pid())));

    assertThat(outcome.get()).isEqualTo(new Outcome.Exited(137, EndedBy.CANCEL));
    bench.adapter.cleanUp(attempt.id());
    bench.close();
  }

  private static List<ProcessHandle> readers(Path attemptFolder, String word) throws Exception {
    return Removal.workingIn(attemptFolder, Set.of("dd")).stream()
        .filter(dd -> dd.info().commandLine().orElse("").contains(word))
        .toList();
  }

  @Test
  void aSupervisorOfAnotherBootIsGoneAndItsOutputIsTakenIn() throws Exception {
    Bench bench = Bench.open(folder, Map.of());
    Attempt attempt = Bench.shell("echo before; exec sleep 600");
    Log log = new Log();
    var outcome = Bench.following(bench.adapter.start(attempt), log);
    log.await(l -> l.out().equals("before\n"));
    AttemptFolder files = bench.files(attempt);
    String[] id = files.note("id").orElseThrow().split(" ", -1);
    new Supervisor(files).kill();
    outcome.get();
    files.replace("id", id[0] + " " + id[1] + " another-boot\n");
    Log again = new Log();
    assertThat(bench.reattach(attempt, ResumePoint.BEGINNING).follow(again))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(again.out()).isEqualTo("before\n");
    bench.adapter.cleanUp(attempt.id());
    bench.close();
  }

  @Test
  void aMissingOrEmptyExitRecordIsNeverZero() throws Exception {
    for (String content : List.of("", "exit", "exit 0")) {
      Bench bench = Bench.open(folder, Map.of());
      Attempt attempt = Bench.shell("true");
      bench.adapter.start(attempt).follow(new Log());
      Files.writeString(bench.files(attempt).file("exit"), content);
      assertThat(bench.reattach(attempt, ResumePoint.BEGINNING).follow(new Log()))
          .isInstanceOf(Outcome.Unknown.class);
      bench.adapter.cleanUp(attempt.id());
      bench.close();
    }
  }

  @Test
  void aStartThatACrashInterruptedIsRuledOutAndCanBeMadeAgain() throws Exception {
    Bench bench = Bench.open(folder, Map.of());
    Attempt attempt = Bench.shell("exit 3");
    Files.createDirectory(bench.files(attempt).path());
    var execution = bench.reattach(attempt, ResumePoint.BEGINNING);
    assertThat(execution.follow(new Log())).isEqualTo(new Outcome.NeverStarted());
    assertThat(bench.files(attempt).ruleOut()).isFalse();
    bench.adapter.cleanUp(attempt.id());
    assertThat(bench.adapter.start(attempt).follow(new Log()))
        .isEqualTo(new Outcome.Exited(3, EndedBy.ITSELF));
    bench.adapter.cleanUp(attempt.id());
    bench.close();
  }
}
