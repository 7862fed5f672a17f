package dev.axontask.adapter.fly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.axontask.adapter.AdapterException;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.StopReason;
import dev.axontask.adapter.contract.Follower;
import dev.axontask.adapter.contract.RecordingSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What Fly and the network can do to each request. */
@org.junit.jupiter.api.parallel.Execution(ExecutionMode.CONCURRENT)
class FaultsTest extends Harness {
  private static final Outcome SUCCESS = new Outcome.Exited(0, EndedBy.ITSELF);

  /** More of a fault than anybody tries. */
  private static Fault[] outage(Fault fault) {
    Fault[] outage = new Fault[50];
    java.util.Arrays.fill(outage, fault);
    return outage;
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "UNAUTHORIZED", mode = Mode.EXCLUDE)
  void aMachineIsCreatedOnceWhateverBecomesOfTheRequest(Fault fault) throws Exception {
    fly.plan("Machines_create", fault);
    Attempt attempt = attempt(Program.prints("once\n", 0).args());
    RecordingSink sink = RecordingSink.open();

    assertThat(run(attempt, sink)).isEqualTo(SUCCESS);
    assertThat(text(sink)).isEqualTo("once\n");
    assertThat(fly.machines()).hasSize(1);
    assertThat(fly.machines().getFirst().boots()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"ANSWER_LOST", "HANGS", "BROKEN_AFTER"})
  void aSecondMachineIsNeverCreatedEvenIfTheListIsBehind(Fault fault) throws Exception {
    fly.api().listIsBehind(true);
    fly.plan("Machines_create", fault);
    RecordingSink sink = RecordingSink.open();

    assertThat(run(attempt(Program.prints("once\n", 0).args()), sink)).isEqualTo(SUCCESS);
    assertThat(fly.machines()).hasSize(1);
    assertThat(fly.served("Machines_create")).isGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "UNAUTHORIZED", mode = Mode.EXCLUDE)
  void aFaultOfAnyOtherRequestChangesNothingThatIsReported(Fault fault) throws Exception {
    for (String operation : List.of("Machines_list", "Machines_show", "Logs")) {
      fly.plan(operation, fault);
    }
    RecordingSink sink = RecordingSink.open();
    Attempt attempt = attempt(Program.prints("one\ntwo\n", 3).args());

    assertThat(run(attempt, sink)).isEqualTo(new Outcome.Exited(3, EndedBy.ITSELF));
    assertThat(text(sink)).isEqualTo("one\ntwo\n");
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "UNAUTHORIZED", mode = Mode.EXCLUDE)
  void aStopArrivesWhateverBecomesOfItsRequests(Fault fault) throws Exception {
    for (String operation :
        List.of("Machines_create_lease", "Machines_stop", "Machines_release_lease")) {
      fly.plan(operation, fault);
    }
    RecordingSink sink = RecordingSink.open();
    Attempt attempt = attempt(Program.printsAnd("ready\n", "wait").args());
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      execution.stop(StopReason.CANCEL, Duration.ofSeconds(30));
      assertThat(follower.outcome()).isEqualTo(new Outcome.Signaled(15, EndedBy.CANCEL));
    }
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "UNAUTHORIZED", mode = Mode.EXCLUDE)
  void aCleanUpIsDoneWhateverBecomesOfItsRequests(Fault fault) throws Exception {
    Attempt attempt = attempt(Program.prints("x\n", 0).args());
    run(attempt, RecordingSink.open());
    for (String operation :
        List.of("Machines_create_lease", "Machines_delete", "Machines_release_lease")) {
      fly.plan(operation, fault);
    }
    adapter.cleanUp(attempt.id());
    assertThat(fly.left()).isEmpty();
  }

  @Test
  void aSlowBootIsWaitedFor() throws Exception {
    fly.api().bootsSlowly(true);
    RecordingSink sink = RecordingSink.open();
    Attempt attempt = attempt(Program.prints("up\n", 0).args());
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      fly.awaitServed("Machines_wait", 2);
      fly.api().bootAll();
      assertThat(follower.outcome()).isEqualTo(SUCCESS);
    }
    assertThat(sink.reports())
        .anySatisfy(report ->
            assertThat(report)
                .isInstanceOfSatisfying(
                    Report.Progress.class,
                    said -> assertThat(said.message()).contains("started in ams")));
  }

  @Test
  void aMachineThatIsStoppedBeforeItBootsNeverRuns() throws Exception {
    fly.api().bootsSlowly(true);
    Attempt attempt = attempt(Program.prints("up\n", 0).args());
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, RecordingSink.open());
      execution.stop(StopReason.CANCEL, Duration.ofMillis(100));
      assertThat(follower.outcome())
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.error().code()).isEqualTo("never_booted");
                assertThat(failed.endedBy()).isEqualTo(EndedBy.CANCEL);
              });
    }
    assertThat(fly.left()).isEmpty();
  }

  @Test
  void aLineThatReachesTheLogAfterTheEndIsReported() throws Exception {
    fly.log().keepUntilTheEndIsSeen("last words");
    RecordingSink sink = RecordingSink.open();
    assertThat(run(attempt(Program.prints("one\n", 0).args()), sink)).isEqualTo(SUCCESS);
    assertThat(text(sink)).isEqualTo("one\nlast words\n");
  }

  @Test
  void whatThePlatformSaysIsProgressAndNoOutput() throws Exception {
    Path signal = folder.resolve("signal");
    RecordingSink sink = RecordingSink.open();
    try (Execution execution =
        adapter.start(attempt(Program.around("one\n", signal, "two\n").args()))) {
      fly.awaitLogged(1);
      fly.log().add(fly.machines().getFirst().id(), "runner", "Pulling container image");
      Files.writeString(signal, "go");
      assertThat(Follower.of(execution, sink).outcome()).isEqualTo(SUCCESS);
    }
    assertThat(text(sink)).isEqualTo("one\ntwo\n");
    assertThat(sink.reports())
        .contains(new Report.Progress(null, "Pulling container image", Map.of("source", "runner")));
  }

  @Test
  void aMachineThatIsHeldBySomebodyElseIsChangedWhenItIsFree() throws Exception {
    Attempt attempt = attempt(Program.printsAnd("ready\n", "wait").args());
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      fly.machines().getFirst().lease("of somebody else", 1);
      Follower follower = Follower.of(execution, sink);
      execution.stop(StopReason.CANCEL, Duration.ofSeconds(30));
      assertThat(follower.outcome()).isEqualTo(new Outcome.Signaled(15, EndedBy.CANCEL));
    }
  }

  @Test
  void aLeaseIsUnderstoodInBothPublishedForms() throws Exception {
    fly.api().wrapsLeases(false);
    Attempt attempt = attempt(Program.prints("x\n", 0).args());
    run(attempt, RecordingSink.open());
    adapter.cleanUp(attempt.id());
    assertThat(fly.left()).isEmpty();
  }

  @Test
  void whatFlyRefusesForGoodIsSaidAtOnceAndIsNotTransient() {
    fly.plan("Machines_create", outage(Fault.UNAUTHORIZED));
    AdapterException refused =
        catchThrowableOfType(
            AdapterException.class, () -> adapter.start(attempt(Program.prints("x", 0).args())));

    assertThat(refused.error().code()).isEqualTo("fly_unauthorized");
    assertThat(refused.error().temporary()).isFalse();
    assertThat(fly.served("Machines_create")).isEqualTo(1);
  }

  @Test
  void anOutageIsTransientAndTheTokenIsInNoMessage() {
    fly.plan("Machines_list", outage(Fault.BROKEN));
    AdapterException refused =
        catchThrowableOfType(
            AdapterException.class, () -> adapter.start(attempt(Program.prints("x", 0).args())));

    assertThat(refused.error().code()).isEqualTo("fly_unavailable");
    assertThat(refused.error().temporary()).isTrue();
    assertThat(refused.error().message())
        .contains("fault for token ***")
        .doesNotContain(FlyStandIn.TOKEN, "\u001b", "http");
    assertThat(fly.served("Machines_list")).isEqualTo(Fast.PACE.tries());
  }

  @Test
  void whatCannotBeCleanedUpNowIsSaidToBeTriedAgain() throws Exception {
    Attempt attempt = attempt(Program.prints("x\n", 0).args());
    run(attempt, RecordingSink.open());
    fly.plan("Machines_delete", outage(Fault.BROKEN));

    assertThat(catchThrowableOfType(RuntimeException.class, () -> adapter.cleanUp(attempt.id())))
        .hasMessageContaining("destroy machine");
    fly.noMoreFaults();
    adapter.cleanUp(attempt.id());
    assertThat(fly.left()).isEmpty();
  }

  @Test
  void aLogThatMayNotBeReadIsSaidToBeCut() throws Exception {
    fly.plan("Logs", outage(Fault.UNAUTHORIZED));
    RecordingSink sink = RecordingSink.open();

    assertThat(run(attempt(Program.prints("unseen\n", 4).args()), sink))
        .isEqualTo(new Outcome.Exited(4, EndedBy.ITSELF));
    assertThat(sink.reports()).contains(new Report.Truncated(0, "log_unreadable"));
  }

  @Test
  void aMachineThatRanOutOfMemorySaysSo() throws Exception {
    Outcome outcome = run(attempt(Program.printsAnd("", "oom").args()), RecordingSink.open());
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.error().code()).isEqualTo("oom_killed"));
  }

  @Test
  void aMachineThatSomebodyDestroyedHasAnUnknownEnd() throws Exception {
    Attempt attempt = attempt(Program.printsAnd("ready\n", "wait").args());
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      fly.machines().getFirst().state("destroyed");
      assertThat(follower.outcome()).isInstanceOf(Outcome.Unknown.class);
    }
  }

  @Test
  void aMachineThatCouldNotStartIsATransientFailure() throws Exception {
    fly.api().bootsSlowly(true);
    Attempt attempt = attempt(Program.prints("", 0).args());
    try (Execution execution = adapter.start(attempt)) {
      fly.machines().getFirst().state("failed");
      assertThat(Follower.of(execution, RecordingSink.open()).outcome())
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.error().code()).isEqualTo("launch_failed");
                assertThat(failed.error().temporary()).isTrue();
              });
    }
  }
}
