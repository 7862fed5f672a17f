package dev.axontask.adapter.fly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.StopReason;
import dev.axontask.adapter.contract.Follower;
import dev.axontask.adapter.contract.RecordingSink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A deployment that is watched. */
@org.junit.jupiter.api.parallel.Execution(ExecutionMode.CONCURRENT)
class WatchTest extends Harness {
  private static final Outcome SUCCESS = new Outcome.Exited(0, EndedBy.ITSELF);

  private StandInMachine deployed(String id, int release, String group, String state) {
    StandInMachine machine =
        fly.api()
            .put(id, id, Map.of("fly_release_version", "" + release, "fly_process_group", group));
    machine.state(state);
    return machine;
  }

  private static void redeployed(StandInMachine machine, int release) {
    ((ObjectNode) machine.config().path("metadata")).put("fly_release_version", "" + release);
  }

  private static Attempt watching(int release) {
    return attempt(Map.of("app", "demo", "action", "watch", "release", (long) release));
  }

  private static List<String> said(RecordingSink sink) {
    return sink.reports().stream()
        .map(report -> Objects.requireNonNull(((Report.Progress) report).message()))
        .toList();
  }

  @Test
  void aRollingDeploymentIsFollowedMachineByMachine() throws Exception {
    StandInMachine a = deployed("a1", 6, "app", "started");
    StandInMachine b = deployed("b2", 6, "worker", "started");
    deployed("c3", 6, "app", "stopped");
    deployed("d4", 3, "fly_app_console", "started");
    fly.api().put("e5", "axontask-x", Map.of("axontask_task", "t")).state("started");
    b.check("web", "passing");
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(watching(7))) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      redeployed(a, 7);
      sink.awaitReports(2);
      b.check("web", "critical");
      redeployed(b, 7);
      sink.awaitReports(3);
      redeployed(fly.machines().get(2), 7);
      sink.awaitReports(4);
      b.check("web", "passing");
      assertThat(follower.outcome()).isEqualTo(SUCCESS);
    }
    assertThat(said(sink))
        .containsExactly(
            "release 7: 0 of 3 machines ready; a1 has release 6, b2 has release 6, c3 has release 6",
            "release 7: 1 of 3 machines ready; b2 has release 6, c3 has release 6",
            "release 7: 1 of 3 machines ready; b2 passes 0 of 1 checks, c3 has release 6",
            "release 7: 2 of 3 machines ready; b2 passes 0 of 1 checks",
            "release 7: 3 of 3 machines ready");
    assertThat(((Report.Progress) sink.reports().get(3)).fraction()).isEqualTo(2.0 / 3);
    assertThat(fly.served()).containsOnly("Machines_list");
  }

  @Test
  void withoutAReleaseTheNewestIsWatched() throws Exception {
    deployed("a1", 8, "app", "started");
    RecordingSink sink = RecordingSink.open();
    Attempt attempt = attempt(Map.of("app", "demo", "action", "watch"));
    assertThat(run(attempt, sink)).isEqualTo(SUCCESS);
    assertThat(said(sink)).containsExactly("release 8: 1 of 1 machines ready");
  }

  private void failsWith(String code, String message) throws Exception {
    assertThat(run(watching(7), RecordingSink.open()))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.error().code()).isEqualTo(code);
              assertThat(failed.error().message()).contains(message);
              assertThat(failed.error().temporary()).isFalse();
              assertThat(failed.endedBy()).isEqualTo(EndedBy.ITSELF);
            });
  }

  @Test
  void aMachineThatCannotStartFailsTheDeployment() throws Exception {
    deployed("a1", 7, "app", "started");
    deployed("b2", 7, "app", "failed");
    failsWith("deployment_failed", "machine b2 could not start");
  }

  @Test
  void aMachineThatCrashedForGoodFailsTheDeployment() throws Exception {
    deployed("a1", 7, "app", "started").end(3, -1, false, false);
    failsWith("deployment_failed", "machine a1 stopped with exit code 3");
  }

  @Test
  void aReleaseCommandThatFailedFailsTheDeployment() throws Exception {
    deployed("a1", 6, "app", "started");
    deployed("r1", 7, "fly_app_release_command", "started").end(1, -1, false, false);
    failsWith("deployment_failed", "the release command ended with exit code 1");
  }

  @Test
  void aDeploymentThatAnotherOvertookIsNeverDone() throws Exception {
    deployed("a1", 8, "app", "started");
    failsWith("superseded", "overtaken by release 8");
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "UNAUTHORIZED", mode = Mode.EXCLUDE)
  void anOutageSaysNothingAboutTheDeployment(Fault fault) throws Exception {
    deployed("a1", 7, "app", "started");
    fly.plan("Machines_list", fault);
    RecordingSink sink = RecordingSink.open();
    assertThat(run(watching(7), sink)).isEqualTo(SUCCESS);
    assertThat(said(sink)).hasSize(1);
  }

  @Test
  void aRefusalEndsTheWatching() throws Exception {
    fly.plan("Machines_list", Fault.UNAUTHORIZED, Fault.UNAUTHORIZED, Fault.UNAUTHORIZED);
    failsWith("fly_unauthorized", "401");
  }

  @Test
  void aStopEndsTheWatchingAndChangesNothing() throws Exception {
    deployed("a1", 6, "app", "started");
    Attempt attempt = watching(7);
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      execution.stop(StopReason.CANCEL, Duration.ofSeconds(10));
      assertThat(((Outcome.Failed) follower.outcome()).endedBy()).isEqualTo(EndedBy.CANCEL);
    }
    adapter.cleanUp(attempt.id());
    assertThat(fly.left()).hasSize(1);
    assertThat(fly.served()).containsOnly("Machines_list");
  }

  @Test
  void aWatchThatIsTakenOverSaysNothingTwice() throws Exception {
    StandInMachine machine = deployed("a1", 6, "app", "started");
    Attempt attempt = watching(7);
    RecordingSink before = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, before);
      before.awaitReports(1);
      follower.interrupt();
      assertThat(follower.failure()).isInstanceOf(InterruptedException.class);
    }
    crash();
    RecordingSink after = RecordingSink.from(before.durable());
    try (Execution found = adapter.reattach(attempt, before.durable()).orElseThrow()) {
      Follower follower = Follower.of(found, after);
      long looks = fly.served("Machines_list");
      fly.awaitServed("Machines_list", looks + 2);
      redeployed(machine, 7);
      assertThat(follower.outcome()).isEqualTo(SUCCESS);
    }
    assertThat(said(after)).containsExactly("release 7: 1 of 1 machines ready");
    adapter.cleanUp(attempt.id());
    assertThat(adapter.reattach(attempt, before.durable())).isEmpty();
  }

  @Test
  void aDeploymentWithoutMachinesIsWaitedFor() {
    Deployment none = Deployment.of(List.of(), java.util.OptionalLong.empty());
    assertThat(none.complete()).isFalse();
    assertThat(none.error()).isEmpty();
    assertThat(new JsonMapper().valueToTree(none.progress().facts()).path("machines").asInt(-1))
        .isZero();
  }
}
