package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.StopReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxOffTest {
  private static final Map<String, String> OFF = Map.of("sandbox", "off");

  @TempDir Path folder;

  @Test
  void offIsShown() {
    var second = Duration.ofSeconds(1);
    try (var adapter = new ShellAdapter()) {
      assertThat(adapter.open(new AdapterContext(folder, OFF, second, second, second, true)))
          .isInstanceOfSatisfying(
              Readiness.Ready.class, ready -> assertThat(ready.detail()).contains("SANDBOX OFF"));
    }
  }

  @Test
  void commandsRunAndEndAsInTheSandbox() throws Exception {
    var minute = Duration.ofMinutes(1);
    try (Bench bench = Bench.open(folder, OFF, minute, minute)) {
      var run = bench.shellRun("pwd; echo \"$HOME\"; printenv LANG; kill -9 $$");
      assertThat(run.outcome()).isEqualTo(new Outcome.Signaled(9, EndedBy.ITSELF));
      assertThat(run.log().out()).endsWith("/work\n/home/task\nC.UTF-8\n");
      var lingering = bench.shellRun("(sleep 2; echo late) & exit 3");
      assertThat(lingering.outcome()).isEqualTo(new Outcome.Exited(3, EndedBy.ITSELF));
      assertThat(lingering.log().has(Report.Lingering.class)).isTrue();
      assertThat(lingering.log().out()).isEqualTo("late\n");
    }
  }

  @Test
  void aCancelEndsItsSessionAndNothingElse() throws Exception {
    try (Bench bench = Bench.open(folder, OFF)) {
      var bystander = Bench.shell("exec sleep 600");
      bench.adapter.start(bystander).close();
      var attempt = Bench.shell("trap '' TERM; echo up; while :; do sleep 0.1; done");
      Log log = new Log();
      var execution = bench.adapter.start(attempt);
      var outcome = Bench.following(execution, log);
      log.await(l -> l.out().equals("up\n"));
      execution.stop(StopReason.CANCEL, Duration.ofMillis(200));
      assertThat(outcome.get()).isEqualTo(new Outcome.Signaled(9, EndedBy.CANCEL));
      assertThat(new Supervisor(bench.files(bystander)).lives()).isTrue();
      bench.adapter.cleanUp(attempt.id());
      bench.adapter.cleanUp(bystander.id());
    }
  }
}
