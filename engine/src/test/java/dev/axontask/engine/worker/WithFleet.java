package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.RetryPolicy.OnWorkerLoss;
import dev.axontask.engine.task.RetryPolicy.RetryOn;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.task.TaskState;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a fleet on a database of its own, and with hosts that end when it does. */
abstract class WithFleet {
  @TempDir Path folder;
  TestDatabase test;
  Fleet fleet;
  private final List<HostIdentity> hosts = new ArrayList<>();

  @BeforeEach
  final void startFleet() {
    test = SharedStores.freshDatabase();
    fleet = new Fleet(test, folder);
  }

  @AfterEach
  final void stopFleet() {
    hosts.forEach(HostIdentity::close);
    fleet.close();
    test.close();
  }

  final HostIdentity host(String name) {
    HostIdentity host = HostIdentity.claim(folder.resolve(name), UUID::randomUUID);
    hosts.add(host);
    return host;
  }

  /** A task that is tried once. */
  final TaskId submit() {
    return submit(1);
  }

  /** A task that is tried so often, also after the loss of a worker. */
  final TaskId submit(int attempts) {
    return submit(attempts, TaskClocks.NONE);
  }

  final TaskId submit(int attempts, TaskClocks clocks) {
    return fleet.frontend.submit(request(Map.of()).with(tried(attempts), clocks));
  }

  static RetryPolicy tried(int attempts) {
    return attempts == 1
        ? RetryPolicy.ONCE
        : new RetryPolicy(attempts, RetryOn.TRANSIENT, OnWorkerLoss.RETRY);
  }

  final Claim claimOne(UUID worker, String... detached) {
    List<Claim> claims = fleet.claims(worker, detached).claim(Map.of("mock", 1));
    assertThat(claims).hasSize(1);
    return claims.getFirst();
  }

  /** Claims on a host of its own, and lets the lease of that worker run out. */
  final Claim claimedAndLost(String host) throws SQLException {
    UUID worker = fleet.join(host(host));
    Claim claim = claimOne(worker);
    fleet.letLeaseRunOut(worker, "1 second");
    return claim;
  }

  /** A worker with the mock adapter, without patience for what runs in it when it has to stop. */
  final WorkerProcess quickWorker(String name) {
    AdapterRegistry adapters =
        AdapterRegistry.of(
            AdapterSettings.in(folder.resolve(name + "-adapters"), null),
            List.of(new MockAdapter()));
    return WorkerProcess.start(
        fleet.parts(fleet.database, adapters, System::nanoTime), Fleet.QUICK, host(name));
  }

  final Task task(TaskId id) {
    return fleet.frontend.task(id);
  }

  final TaskState state(TaskId id) {
    return task(id).state();
  }

  /** What the task's event of this kind says. */
  final String payload(TaskId task, String kind) throws SQLException {
    return (String)
        fleet.value(
            "SELECT convert_from(payload, 'UTF8') FROM task_events WHERE task_id = ? AND kind = ?",
            task.value(),
            kind);
  }
}
