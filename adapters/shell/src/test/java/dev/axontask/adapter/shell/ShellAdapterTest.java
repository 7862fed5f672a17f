package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.adapter.AdapterException;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.StopReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellAdapterTest {
  @TempDir Path folder;
  Bench bench;

  @BeforeEach
  void open() {
    bench = Bench.open(folder, Map.of());
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aCommandsOutputAndExitCodeComeBack() throws Exception {
    var run = bench.shellRun("echo out; echo err >&2; exit 3");
    assertThat(run.outcome()).isEqualTo(new Outcome.Exited(3, EndedBy.ITSELF));
    assertThat(run.log().out()).isEqualTo("out\n");
    assertThat(run.log().err()).isEqualTo("err\n");
  }

  @Test
  void aCommandOfFiveMillisecondsIsComplete() throws Exception {
    for (int i = 0; i < 20; i++) {
      var run = bench.run(Bench.argv("echo", "line " + i));
      assertThat(run.log().out()).isEqualTo("line " + i + "\n");
      assertThat(run.outcome()).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    }
  }

  @Test
  void anExitCodeAbove128IsNoSignal() throws Exception {
    assertThat(bench.shellRun("exit 137").outcome())
        .isEqualTo(new Outcome.Exited(137, EndedBy.ITSELF));
    assertThat(bench.shellRun("kill -9 $$").outcome())
        .isEqualTo(new Outcome.Signaled(9, EndedBy.ITSELF));
    assertThat(bench.shellRun("kill -PIPE $$").outcome())
        .isEqualTo(new Outcome.Signaled(13, EndedBy.ITSELF));
  }

  @Test
  void everyByteComesBackExactly() throws Exception {
    var run =
        bench.shellRun(
            "i=0; while [ $i -lt 256 ]; do printf \"\\\\$(printf %o $i)\"; i=$((i+1)); done");
    byte[] expected = new byte[256];
    for (int i = 0; i < 256; i++) {
      expected[i] = (byte) i;
    }
    assertThat(run.log().bytes(Report.Channel.STDOUT)).isEqualTo(expected);
  }

  @Test
  void aTimeoutKillsWhatIgnoresTerm() throws Exception {
    String deaf = "trap '' TERM; echo up; while :; do sleep 1; done";
    var run = bench.run(Bench.shell(deaf, Duration.ofMillis(300), Bench.OUTPUT_MAX));
    assertThat(run.outcome()).isEqualTo(new Outcome.Signaled(9, EndedBy.TIMEOUT));
    assertThat(run.log().out()).isEqualTo("up\n");
  }

  @Test
  void aCanceledCommandMayEndInItsOwnWay() throws Exception {
    Attempt attempt =
        Bench.shell("trap 'echo bye; exit 4' TERM; echo up; while :; do sleep 0.05; done");
    Log log = new Log();
    var execution = bench.adapter.start(attempt);
    var outcome = Bench.following(execution, log);
    log.await(l -> l.out().contains("up"));
    execution.stop(StopReason.CANCEL, Duration.ofSeconds(20));
    assertThat(outcome.get()).isEqualTo(new Outcome.Exited(4, EndedBy.CANCEL));
    assertThat(log.out()).isEqualTo("up\nbye\n");
    execution.close();
    bench.adapter.cleanUp(attempt.id());
  }

  @Test
  void anAttemptIsStartedOnce() throws Exception {
    Attempt attempt = Bench.shell("echo once");
    bench.adapter.start(attempt).close();
    assertThatThrownBy(() -> bench.adapter.start(attempt)).isInstanceOf(AdapterException.class);
    Log log = new Log();
    var again = bench.reattach(attempt, log.durable());
    assertThat(again.follow(log)).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    assertThat(new String(log.bytes(Report.Channel.STDOUT), StandardCharsets.UTF_8))
        .isEqualTo("once\n");
    bench.adapter.cleanUp(attempt.id());
    bench.adapter.cleanUp(attempt.id());
    assertThat(bench.adapter.reattach(attempt, log.durable())).isEmpty();
  }
}
