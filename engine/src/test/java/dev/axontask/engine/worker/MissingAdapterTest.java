package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers of one fleet with different adapters: who ends a task that nobody can run, and when. */
@Timeout(60)
class MissingAdapterTest extends WithFleet {
  RunningEngine without;

  @BeforeEach
  void startOneWithout() {
    without = RunningEngine.start(test, folder.resolve("without"));
  }

  @AfterEach
  void stopIt() {
    without.close();
  }

  /** What nobody has, as the worker without the adapter sees it. */
  private Set<String> nobodyHas() {
    return fleet
        .claims(UUID.randomUUID())
        .unknownAdapters(Set.of("mock"), Fleet.SETTINGS.adapterGrace());
  }

  /** Waits for an adapter that the worker that runs here does not have. */
  private TaskId waiting() throws SQLException {
    TaskId task = fleet.frontend.submit(request("mock", Duration.ofHours(1)));
    fleet.update("UPDATE tasks SET adapter = 'other' WHERE id = ?", task.value());
    fleet.update("UPDATE task_queue SET adapter = 'other' WHERE task_id = ?", task.value());
    waits(task, "0 seconds");
    return task;
  }

  private void waits(TaskId task, String ago) throws SQLException {
    fleet.update(
        "UPDATE task_queue SET run_at = now() - ?::interval WHERE task_id = ?", ago, task.value());
  }

  private static TaskRequest request(String adapter, @Nullable Duration delay) {
    return new TaskRequest(
        adapter, Map.of(), null, null, null, null, null, delay, null, List.of(), Map.of());
  }

  /** Never renewed, and believed in for the whole test. */
  private UUID joined(HostIdentity host, String... adapters) throws SQLException {
    UUID worker = UUID.randomUUID();
    List<Claim> _ = fleet.joining(fleet.database, host, List.of(adapters)).join(worker);
    fleet.update(
        "UPDATE workers SET lease_until = lease_until + interval '1 hour' WHERE id = ?", worker);
    return worker;
  }

  private HostIdentity host() {
    return HostIdentity.claim(folder.resolve("host"), UUID::randomUUID);
  }

  private void ends(UUID worker, String ago) throws SQLException {
    fleet.update(
        "UPDATE workers SET ended_at = clock_timestamp() - ?::interval WHERE id = ?", ago, worker);
  }

  private void failsNow(TaskId task) throws Exception {
    assertThat(nobodyHas()).containsExactly("other");
    WorkerProcess worker = without.engine().worker().orElseThrow();
    await("it is ended", () -> worker.claimVanishedOnce().count() == 1);
    assertThat(fleet.frontend.ended(task).state()).isEqualTo(TaskState.FAILED);
    assertThat(fleet.frontend.task(task).errorJson()).contains("adapter_missing");
  }

  @Test
  void aTaskIsLeftToTheWorkerThatHasItsAdapterAlsoWhileThatIsBusy() throws Exception {
    DetachedWork other = new DetachedWork("other");
    try (RunningEngine with =
        RunningEngine.start(
            test,
            SharedStores.redisUri(),
            folder.resolve("with"),
            List.of(new MockAdapter(), other),
            Fleet.SETTINGS.withSlots(1, 1))) {
      TaskRequest wanted = request("other", null);
      TaskId first = with.submit(wanted);
      await("the first runs", () -> other.work.size() == 1);
      TaskId second = with.submit(wanted);

      assertThat(nobodyHas()).isEmpty();
      assertThat(state(second)).isEqualTo(TaskState.PENDING);

      end(other, 0);
      await("the second runs", () -> other.started.size() == 2);
      end(other, 1);
      assertThat(with.ended(first).state()).isEqualTo(TaskState.SUCCEEDED);
      assertThat(with.ended(second).state()).isEqualTo(TaskState.SUCCEEDED);
    }
  }

  private static void end(DetachedWork of, int started) {
    Objects.requireNonNull(of.work.get(of.started.get(started)))
        .end(new Outcome.Exited(0, EndedBy.ITSELF));
  }

  @Test
  void aTaskIsLeftToTheHostOnWhichItsAdapterCanRun() throws Exception {
    DetachedWork unable = new DetachedWork("other");
    unable.readiness = new Readiness.Unavailable("something is missing", "install it");
    DetachedWork able = new DetachedWork("other");
    try (RunningEngine cannot =
            RunningEngine.start(
                test,
                SharedStores.redisUri(),
                folder.resolve("cannot"),
                List.of(unable),
                Fleet.SETTINGS);
        RunningEngine can =
            RunningEngine.start(
                test,
                SharedStores.redisUri(),
                folder.resolve("can"),
                List.of(able),
                Fleet.SETTINGS.withSlots(1, 1))) {
      List<TaskId> tasks = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        tasks.add(can.submit(request("other", null)));
      }
      for (int i = 0; i < 5; i++) {
        int running = i + 1;
        await("one more runs", () -> able.started.size() == running);
        end(able, i);
      }
      for (TaskId task : tasks) {
        assertThat(can.ended(task).state()).isEqualTo(TaskState.SUCCEEDED);
      }
      assertThat(cannot.engine().worker().orElseThrow().running()).isZero();
    }
  }

  @Test
  void whatNobodyEverHadIsWaitedForAndThenFailsWithThatReason() throws Exception {
    TaskId task = waiting();
    try (HostIdentity host = host()) {
      joined(host, "mock", "another");
      waits(task, "23 hours 59 minutes");
      assertThat(nobodyHas()).isEmpty();

      waits(task, "24 hours 1 minute");
      failsNow(task);
    }
  }

  @Test
  void aHostThatIsAwayIsWaitedForAndOneThatStaysAwayIsNot() throws Exception {
    TaskId task = waiting();
    try (HostIdentity host = host()) {
      UUID worker = joined(host, "other");
      ends(worker, "23 hours 59 minutes");
      assertThat(nobodyHas()).isEmpty();
      assertThat(state(task)).isNotEqualTo(TaskState.FAILED);

      ends(worker, "24 hours 1 minute");
      failsNow(task);
    }
  }

  @Test
  void aHostThatComesBackWithoutTheAdapterIsNotWaitedFor() throws Exception {
    TaskId task = waiting();
    try (HostIdentity host = host()) {
      joined(host, "other");
      joined(host, "mock");
      failsNow(task);
    }
  }

  @Test
  void aWorkerOfAVersionThatDoesNotSayMayHaveAnyAdapter() throws Exception {
    TaskId task = waiting();
    try (HostIdentity host = host()) {
      UUID worker = joined(host);
      fleet.update("UPDATE workers SET adapters = NULL WHERE id = ?", worker);
      assertThat(nobodyHas()).isEmpty();

      ends(worker, "24 hours 1 minute");
      assertThat(nobodyHas()).isEmpty();

      waits(task, "24 hours 1 minute");
      failsNow(task);
    }
  }
}
