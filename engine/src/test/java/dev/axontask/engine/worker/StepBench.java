package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.event.Appender;
import dev.axontask.engine.task.Cancellation;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.RetryPolicy.OnWorkerLoss;
import dev.axontask.engine.task.RetryPolicy.RetryOn;
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.testing.FaultyConnections;
import dev.axontask.stores.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** What the durable steps are taken on: a fleet, and the same once more with faults. */
final class StepBench implements AutoCloseable {
  final TestDatabase test;
  final Fleet fleet;
  final FaultyConnections faults = new FaultyConnections();
  final Database faulty;
  final Appender appender;
  private final Path folder;

  StepBench(TestDatabase test, Path folder) {
    this.test = test;
    this.folder = folder;
    this.fleet = new Fleet(test, folder);
    this.faulty =
        new Database(
            faults.over(fleet.database.app()),
            faults.over(fleet.database.worker()),
            fleet.database.turns());
    this.appender =
        Appender.start(
            faulty,
            fleet.publisher,
            Clock.systemUTC(),
            new SecureRandom(),
            new SimpleMeterRegistry());
  }

  TaskId submitted() {
    return fleet.frontend.submit(request(Map.of()));
  }

  HostIdentity host() {
    return HostIdentity.claim(folder.resolve(UUID.randomUUID().toString()), UUID::randomUUID);
  }

  /** A worker of this host, whose lease lasts however slow the machine is. */
  UUID joined(HostIdentity host) {
    UUID worker = fleet.join(host);
    update(
        "UPDATE workers SET lease_until = clock_timestamp() + interval '1 hour' WHERE id = ?",
        worker);
    return worker;
  }

  /** A task that this worker has just claimed. */
  Claim claimed(UUID worker, String... detached) {
    return claimed(worker, submitted(), detached);
  }

  /** The same of a task that may be tried again: twice in all, also if its worker is lost. */
  Claim claimedOfTwo(UUID worker, String... detached) {
    RetryPolicy twice = new RetryPolicy(2, RetryOn.TRANSIENT, OnWorkerLoss.RETRY);
    TaskId task = fleet.frontend.submit(request(Map.of()).with(twice, TaskClocks.NONE));
    return claimed(worker, task, detached);
  }

  /** This task, which waits; it is due from now on. */
  Claim claimed(UUID worker, TaskId task, String... detached) {
    update("UPDATE task_queue SET run_at = clock_timestamp() WHERE task_id = ?", task.value());
    List<Claim> claims = fleet.claims(worker, detached).claim(Map.of("mock", 1));
    if (claims.size() != 1 || !claims.getFirst().task().equals(task)) {
      throw new AssertionError("claimed " + claims);
    }
    return claims.getFirst();
  }

  /** Does it again while the database is away, as every duty does. */
  <T> T again(Supplier<T> duty) {
    try {
      return duty.get();
    } catch (DatabaseUnavailableException away) {
      return duty.get();
    }
  }

  /** Its worker is found dead. */
  void reaped(UUID worker) {
    try {
      fleet.letLeaseRunOut(worker, "1 second");
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
    if (fleet.reaper().runOnce().count() != 1) {
      throw new AssertionError("nobody was found dead");
    }
  }

  void update(String sql, Object... values) {
    try {
      fleet.update(sql, values);
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  String state(TaskId task) {
    return fleet.frontend.task(task).state().word();
  }

  /** The kinds of a task's events, in order. */
  String kinds(TaskId task) {
    return value(
        "SELECT coalesce(string_agg(kind, ' ' ORDER BY seq), '') FROM task_events WHERE task_id ="
            + " ?",
        task.value());
  }

  String value(String sql, Object... values) {
    try {
      return String.valueOf(fleet.value(sql, values));
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Leaves nothing that the next case could claim or reap. */
  void tidy() throws SQLException {
    String waiting = "SELECT task_id FROM task_queue";
    for (String id = value(waiting); !id.equals("no row"); id = value(waiting)) {
      Cancellation _ =
          fleet
              .frontend
              .engine()
              .cancellations()
              .cancel(CALLER, TaskId.parse(id).orElseThrow(), null, null);
    }
    fleet.update(
        "UPDATE workers SET lease_until = clock_timestamp() + interval '1 hour' WHERE ended_at IS"
            + " NULL");
  }

  @Override
  public void close() {
    appender.close();
    fleet.close();
  }
}
