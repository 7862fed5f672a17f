package dev.axontask.adapter.fly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.StopReason;
import dev.axontask.adapter.contract.Follower;
import dev.axontask.adapter.contract.RecordingSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process dies at each stage, and another one goes on. */
@org.junit.jupiter.api.parallel.Execution(ExecutionMode.CONCURRENT)
class CrashTest extends Harness {
  private static final Outcome SUCCESS = new Outcome.Exited(0, EndedBy.ITSELF);

  /** Starts on a thread of its own, and is killed when Fly has carried out the request. */
  private Attempt killedWhileItCreates() throws Exception {
    fly.plan("Machines_create", Fault.HANGS);
    Attempt attempt = attempt(Program.prints("all of it\n", 0).args());
    Thread starting = starting(attempt);
    fly.awaitServed("Machines_create", 1);
    fly.awaitMachines(1);
    starting.interrupt();
    starting.join();
    return attempt;
  }

  /** On a thread of its own, which is interrupted before it is done. */
  private Thread starting(Attempt attempt) {
    return Thread.ofVirtual()
        .start(() ->
            assertThat(catchThrowable(() -> adapter.start(attempt)))
                .isInstanceOf(InterruptedException.class));
  }

  @Test
  void aMachineWhoseCreationWasNotAnsweredIsFound() throws Exception {
    Attempt attempt = killedWhileItCreates();
    crash();
    RecordingSink sink = RecordingSink.open();
    assertThat(reattached(attempt, ResumePoint.BEGINNING, sink)).isEqualTo(SUCCESS);
    assertThat(text(sink)).isEqualTo("all of it\n");
    assertThat(fly.machines()).hasSize(1);
  }

  @Test
  void aMachineWhoseCreationWasNotAnsweredIsCleanedUp() throws Exception {
    Attempt attempt = killedWhileItCreates();
    crash();
    adapter.cleanUp(attempt.id());
    assertThat(fly.left()).isEmpty();
    assertThat(adapter.reattach(attempt, ResumePoint.BEGINNING)).isEmpty();
  }

  @Test
  void aMachineIsFoundAndCleanedUpEvenWithTheFolderGone() throws Exception {
    Attempt attempt = attempt(Program.prints("all of it\n", 0).args());
    adapter.start(attempt).close();
    crashAndLoseTheFolder();
    RecordingSink sink = RecordingSink.open();
    assertThat(reattached(attempt, ResumePoint.BEGINNING, sink)).isEqualTo(SUCCESS);
    adapter.cleanUp(attempt.id());
    assertThat(fly.left()).isEmpty();
  }

  @Test
  void aStartThatNeverReachedFlyIsNotFound() throws Exception {
    Attempt attempt = attempt(Program.prints("x\n", 0).args());
    fly.plan("Machines_list", Fault.HANGS);
    Thread starting = starting(attempt);
    fly.awaitServed("Machines_list", 1);
    starting.interrupt();
    starting.join();
    crash();
    assertThat(adapter.reattach(attempt, ResumePoint.BEGINNING)).isEmpty();
    adapter.cleanUp(attempt.id());
    assertThat(fly.machines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void outputIsReportedOnceHoweverFarItCame(int reports) throws Exception {
    // Lines that make several pages, several pieces a page, and pieces that cut lines in two.
    String all =
        IntStream.range(0, 260)
            .mapToObj(i -> i + " " + "\u20ac".repeat(i * 13 % 400))
            .collect(Collectors.joining("\n", "", "\n"));
    Path signal = folder.resolve("signal");
    Attempt attempt = attempt(Program.around(all, signal, "end\n").args());
    RecordingSink before = RecordingSink.blockingAfter(reports);
    try (Execution execution = adapter.start(attempt)) {
      fly.awaitLogged(260);
      Follower follower = Follower.of(execution, before);
      before.awaitReports(reports);
      follower.interrupt();
      assertThat(follower.failure()).isInstanceOf(InterruptedException.class);
    }
    crash();
    Files.writeString(signal, "go");
    RecordingSink after = RecordingSink.from(before.durable());
    assertThat(reattached(attempt, before.durable(), after)).isEqualTo(SUCCESS);
    assertThat(text(before) + text(after)).isEqualTo(all + "end\n");
  }

  @Test
  void aLineThatCameLateAfterTheCrashDoublesNoOther() throws Exception {
    Path signal = folder.resolve("signal");
    Attempt attempt = attempt(Program.around("one\ntwo\n", signal, "three\n").args());
    RecordingSink before = RecordingSink.blockingAfter(1);
    try (Execution execution = adapter.start(attempt)) {
      fly.awaitLogged(2);
      Follower follower = Follower.of(execution, before);
      before.awaitReports(1);
      follower.interrupt();
      assertThat(follower.failure()).isInstanceOf(InterruptedException.class);
    }
    assertThat(text(before)).isEqualTo("one\ntwo\n");
    fly.log().addLate(fly.machines().getFirst().id(), "late");
    crash();
    Files.writeString(signal, "go");
    RecordingSink after = RecordingSink.from(before.durable());
    assertThat(reattached(attempt, before.durable(), after)).isEqualTo(SUCCESS);
    assertThat(text(after)).isEqualTo("three\n");
  }

  @Test
  void outputThatWasCutStaysCut() throws Exception {
    Attempt whole = attempt(Program.printsAnd("a\n".repeat(2_000), "wait").args());
    Attempt attempt = new Attempt(whole.id(), whole.args(), whole.timeout(), 1_000);
    RecordingSink before = RecordingSink.blockingAfter(6);
    try (Execution execution = adapter.start(attempt)) {
      fly.awaitLogged(2_000);
      Follower follower = Follower.of(execution, before);
      before.awaitReports(6);
      follower.interrupt();
      assertThat(follower.failure()).isInstanceOf(InterruptedException.class);
    }
    assertThat(before.reports()).contains(new Report.Truncated(1_000, "output_max"));
    crash();
    RecordingSink after = RecordingSink.from(before.durable());
    assertThat(reattached(attempt, before.durable(), after))
        .isEqualTo(new Outcome.Signaled(9, EndedBy.OUTPUT_LIMIT));
    assertThat(text(before) + text(after)).hasSize(1_000);
  }

  @Test
  void theTimeLimitGoesOnAcrossProcesses() throws Exception {
    Attempt whole = attempt(Program.printsAnd("ready\n", "wait").args());
    Attempt attempt = new Attempt(whole.id(), whole.args(), Duration.ofMillis(300), 1_000);
    adapter.start(attempt).close();
    crash();
    assertThat(reattached(attempt, ResumePoint.BEGINNING, RecordingSink.open()))
        .isEqualTo(new Outcome.Signaled(15, EndedBy.TIMEOUT));
  }

  @Test
  void aStopThatADeadProcessSentIsKnownToTheNext() throws Exception {
    Attempt attempt = attempt(Program.printsAnd("ready\n", "wait").args());
    adapter.start(attempt).close();
    fly.machines().getFirst().stop(15, 1);
    crash();
    try (Execution found = adapter.reattach(attempt, ResumePoint.BEGINNING).orElseThrow()) {
      found.stop(StopReason.CANCEL, Duration.ofSeconds(5));
      assertThat(Follower.of(found, RecordingSink.open()).outcome())
          .isEqualTo(new Outcome.Signaled(15, EndedBy.CANCEL));
    }
  }

  @Test
  void theNextAttemptEndsWhatTheOneBeforeLeftAnywhere() throws Exception {
    Attempt first = attempt(Program.printsAnd("", "wait").args());
    adapter.start(first).close();
    Attempt other = attempt(Program.printsAnd("", "wait").args());
    adapter.start(other).close();
    crashAndLoseTheFolder();
    Attempt second = attempt(Program.prints("again\n", 0).args(), next(first.id()));
    RecordingSink sink = RecordingSink.open();
    assertThat(run(second, sink)).isEqualTo(SUCCESS);

    assertThat(fly.machines().get(0).state()).isEqualTo("destroyed");
    assertThat(fly.machines().get(1).state()).as("of another task").isEqualTo("started");
    adapter.cleanUp(other.id());
  }

  @Test
  void machinesOfOthersAreLeftAlone() throws Exception {
    Attempt attempt = attempt(Program.prints("x\n", 0).args());
    fly.api().put("e82d0001", MachineSpec.name(attempt.id()), java.util.Map.of()).state("started");
    Throwable refused = catchThrowable(() -> adapter.start(attempt));
    assertThat(refused).hasMessageContaining("that is not ours");
    adapter.cleanUp(attempt.id());
    assertThat(fly.machines().getFirst().state()).isEqualTo("started");
  }
}
