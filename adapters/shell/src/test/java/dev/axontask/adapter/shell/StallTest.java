package dev.axontask.adapter.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Input;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.Report.Stall;
import dev.axontask.adapter.StopReason;
import dev.axontask.adapter.contract.Follower;
import dev.axontask.adapter.contract.RecordingSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Silent commands, told apart. */
@Timeout(120)
class StallTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

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

  private static Vitals vitals(long seconds, long ticks, boolean reads) {
    return new Vitals(seconds * SECOND, true, ticks, reads);
  }

  @Test
  void twoLooksTellWhatACommandDoes() {
    assertThat(Vitals.judge(vitals(0, 100, false), vitals(5, 105, false))).isEqualTo(Stall.NO_CPU);
    assertThat(Vitals.judge(vitals(0, 100, false), vitals(5, 150, false))).isEqualTo(Stall.SILENT);
    assertThat(Vitals.judge(vitals(0, 100, true), vitals(5, 100, true)))
        .isEqualTo(Stall.WAITING_ON_STDIN);
    assertThat(Vitals.judge(vitals(0, 100, true), vitals(5, 300, false))).isEqualTo(Stall.SILENT);
    Vitals unknown = new Vitals(0, false, 0, false);
    assertThat(Vitals.judge(unknown, vitals(5, 0, false))).isEqualTo(Stall.SILENT);
  }

  private static Attempt attempt(String command) {
    return Bench.attempt(Map.of("command", command, "interactive", true, "stall_s", 5));
  }

  private Report.Stalled stalled(String command) throws Exception {
    Attempt attempt = attempt(command);
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = bench.adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      execution.stop(StopReason.CANCEL, Duration.ZERO);
      var _ = follower.outcome();
    }
    bench.adapter.cleanUp(attempt.id());
    return (Report.Stalled) sink.reports().getFirst();
  }

  @Test
  void whoeverSleepsUsesNoProcessor() throws Exception {
    Report.Stalled stalled = stalled("sleep 600");
    assertThat(stalled.stall()).isEqualTo(Stall.NO_CPU);
    assertThat(stalled.silentSeconds()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void whoeverComputesIsOnlySilent() throws Exception {
    assertThat(stalled("while :; do :; done").stall()).isEqualTo(Stall.SILENT);
  }

  @Test
  void whoeverReadsIsSeenToWaitForIt() throws Exception {
    assertThat(stalled("read -r x").stall()).isEqualTo(Stall.WAITING_ON_STDIN);
    assertThat(stalled("python3 -c 'input()'; true").stall()).isEqualTo(Stall.WAITING_ON_STDIN);
  }

  /** It is said again after the next output, and not by another process for the same silence. */
  @Test
  void aSilenceIsReportedOnce() throws Exception {
    Attempt attempt = attempt("read -r x; echo \"$x\"; read -r x; sleep 600");
    RecordingSink before = RecordingSink.open();
    try (Execution execution = bench.adapter.start(attempt)) {
      Follower follower = Follower.of(execution, before);
      before.awaitReports(1);
      follower.interrupt();
      assertThat(follower.failure()).isInstanceOf(InterruptedException.class);
    }
    RecordingSink after = RecordingSink.from(before.durable());
    try (Execution execution = bench.reattach(attempt, before.durable())) {
      Follower follower = Follower.of(execution, after);
      execution.send(new Input.Bytes(1, 0, "on\n".getBytes(UTF_8), false));
      after.awaitReports(2);
      execution.stop(StopReason.CANCEL, Duration.ZERO);
      var _ = follower.outcome();
    }
    assertThat(before.reports()).hasSize(1);
    assertThat(after.reports().get(0)).isInstanceOf(Report.Output.class);
    assertThat(after.reports().get(1))
        .isInstanceOfSatisfying(
            Report.Stalled.class,
            again -> assertThat(again.stall()).isEqualTo(Stall.WAITING_ON_STDIN));
    assertThat(after.reports()).hasSize(2);
    assertThat(List.of(before.durable().value(), after.durable().value()))
        .allSatisfy(point -> assertThat(point).endsWith("s=1"));
    bench.adapter.cleanUp(attempt.id());
  }
}
