package dev.axontask.adapter.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Input;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.StopReason;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to real commands. */
@Timeout(120)
class StdinTest {
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

  private static Attempt interactive(String command) {
    return Bench.attempt(Map.of("command", command, "interactive", true, "stdin", "first\n"));
  }

  private static Input.Bytes text(long number, long offset, String text) {
    return new Input.Bytes(number, offset, text.getBytes(UTF_8), false);
  }

  @Test
  void aConversationGoesBackAndForthAfterWhatStoodInTheArguments() throws Exception {
    Attempt attempt =
        interactive("while read -r line; do echo \"got $line\"; done; echo end; exit 3");
    Log log = new Log();
    try (Execution execution = bench.adapter.start(attempt)) {
      var outcome = Bench.following(execution, log);
      log.await(l -> l.out().contains("got first"));
      execution.send(text(1, 0, "a\n"));
      log.await(l -> l.out().contains("got a"));
      execution.send(text(2, 2, "b"));
      execution.send(new Input.Bytes(3, 3, "c\n".getBytes(UTF_8), true));
      assertThat(outcome.get()).isEqualTo(new Outcome.Exited(3, EndedBy.ITSELF));
    }
    assertThat(log.out()).isEqualTo("got first\ngot a\ngot bc\nend\n");
    bench.adapter.cleanUp(attempt.id());
  }

  @Test
  void pythonReadsWhatIsSent() throws Exception {
    Attempt attempt = interactive("python3 -uc 'input(); print(\"hello \" + input(\"name? \"))'");
    Log log = new Log();
    try (Execution execution = bench.adapter.start(attempt)) {
      var outcome = Bench.following(execution, log);
      log.await(l -> l.out().contains("name? "));
      execution.send(text(1, 0, "Ada\n"));
      assertThat(outcome.get()).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    }
    assertThat(log.out()).isEqualTo("name? hello Ada\n");
    bench.adapter.cleanUp(attempt.id());
  }

  /** As a server leaves it that is killed while it writes: nobody was told of the half. */
  @Test
  void halfAnInputIsNeverReadAndTheWholeOfItOnce() throws Exception {
    Attempt attempt = interactive("cat");
    try (Execution execution = bench.adapter.start(attempt)) {
      execution.send(text(1, 0, "one\n"));
    }
    try (FileChannel spool =
        FileChannel.open(bench.files(attempt).file(Stdin.SPOOL), StandardOpenOption.WRITE)) {
      spool.write(ByteBuffer.wrap("tw".getBytes(UTF_8)), 4);
    }
    Log log = new Log();
    try (Execution execution = bench.reattach(attempt, ResumePoint.BEGINNING)) {
      var outcome = Bench.following(execution, log);
      log.await(l -> l.out().contains("one"));
      execution.send(text(1, 0, "one\n"));
      execution.send(text(2, 4, "two\n"));
      execution.send(new Input.Bytes(3, 8, new byte[0], true));
      assertThat(outcome.get()).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    }
    assertThat(log.out()).isEqualTo("first\none\ntwo\n");
    bench.adapter.cleanUp(attempt.id());
  }

  @Test
  void whatIsNotReadWaitsAndHoldsNobodyUp() throws Exception {
    Attempt attempt = interactive("read -r x; echo up; read -r x; trap '' TERM; sleep 600");
    Log log = new Log();
    try (Execution execution = bench.adapter.start(attempt)) {
      var outcome = Bench.following(execution, log);
      log.await(l -> l.out().contains("up"));
      byte[] much = new byte[60_000];
      for (int i = 0; i < 10; i++) {
        execution.send(new Input.Bytes(1 + i, i * 60_000L, much, false));
      }
      assertThat(execution.inputRead()).isLessThan(300_000);
      execution.stop(StopReason.CANCEL, Duration.ofMillis(200));
      assertThat(outcome.get()).isInstanceOf(Outcome.Signaled.class);
    }
    bench.adapter.cleanUp(attempt.id());
  }

  @Test
  void aSignalIsDeliveredOnceHoweverOftenItIsHandedOver() throws Exception {
    String counts =
        "n=0; trap 'n=$((n+1)); echo int $n' INT; trap 'echo usr1' USR1; trap 'exit 7' USR2;"
            + " echo up; while :; do sleep 0.05; done";
    Attempt attempt = Bench.shell(counts);
    Log log = new Log();
    try (Execution execution = bench.adapter.start(attempt)) {
      var outcome = Bench.following(execution, log);
      log.await(l -> l.out().contains("up"));
      execution.send(new Input.Signal(1, Input.Name.INT));
      execution.send(new Input.Signal(1, Input.Name.INT));
      log.await(l -> l.out().contains("int 1"));
      execution.send(new Input.Signal(1, Input.Name.INT));
      execution.send(new Input.Signal(2, Input.Name.USR1));
      log.await(l -> l.out().contains("usr1"));
      execution.send(new Input.Signal(3, Input.Name.USR2));
      assertThat(outcome.get()).isEqualTo(new Outcome.Exited(7, EndedBy.ITSELF));
    }
    assertThat(log.out()).isEqualTo("up\nint 1\nusr1\n");
    bench.adapter.cleanUp(attempt.id());
  }

  @Test
  void anInterruptEndsAPipelineAsOnATerminal() throws Exception {
    Attempt attempt = Bench.shell("(echo up; exec sleep 600) | cat; echo not reached");
    Log log = new Log();
    try (Execution execution = bench.adapter.start(attempt)) {
      var outcome = Bench.following(execution, log);
      log.await(l -> l.out().contains("up"));
      execution.send(new Input.Signal(1, Input.Name.INT));
      assertThat(outcome.get()).isEqualTo(new Outcome.Signaled(2, EndedBy.ITSELF));
    }
    assertThat(log.out()).isEqualTo("up\n");
    bench.adapter.cleanUp(attempt.id());
  }

  @Test
  void aCommandThatIsNotInteractiveMeetsTheEndAtOnce() throws Exception {
    assertThat(bench.adapter.takesBytes(Map.of("command", "cat"))).isFalse();
    assertThat(bench.adapter.takesBytes(Map.of("command", "cat", "interactive", true))).isTrue();
    Attempt attempt = Bench.argv("cat");
    Log log = new Log();
    try (Execution execution = bench.adapter.start(attempt)) {
      execution.send(text(1, 0, "ignored"));
      assertThat(Bench.following(execution, log).get())
          .isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    }
    assertThat(log.bytes(Report.Channel.STDOUT)).isEmpty();
    bench.adapter.cleanUp(attempt.id());
  }

  @Test
  void theSupervisorIsGoneWithWhatItFed() throws Exception {
    Attempt attempt = interactive("read -r x; echo done");
    var run = bench.run(attempt);
    assertThat(run.log().out()).isEqualTo("done\n");
    assertThat(Removal.workingIn(bench.files(attempt).path())).isEqualTo(List.of());
  }
}
