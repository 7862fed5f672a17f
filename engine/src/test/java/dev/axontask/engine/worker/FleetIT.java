package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.await;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.RetryPolicy.OnWorkerLoss;
import dev.axontask.engine.task.RetryPolicy.RetryOn;
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.task.TaskState;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers in processes of their own, on hosts of their own; one is killed, or stands still. */
class FleetIT {
  private static final RetryPolicy AGAIN =
      new RetryPolicy(20, RetryOn.TRANSIENT, OnWorkerLoss.RETRY);

  @TempDir Path folder;
  TestDatabase test;
  Fleet fleet;
  final List<WorkerChild> workers = new ArrayList<>();

  @BeforeEach
  void start() {
    test = SharedStores.freshDatabase();
    fleet = new Fleet(test, folder);
  }

  @AfterEach
  void stop() throws Exception {
    for (WorkerChild worker : workers) {
      worker.close();
    }
    fleet.close();
    test.close();
  }

  private WorkerChild worker(String host) throws Exception {
    return worker(host, WorkerChild.Lease.FAST);
  }

  private WorkerChild worker(String host, WorkerChild.Lease lease) throws Exception {
    WorkerChild worker = WorkerChild.start(test, folder.resolve(host), lease);
    workers.add(worker);
    return worker;
  }

  /** Prints all the time until the file is there. */
  private TaskId submitted(Path until) {
    Map<String, Object> prints = Map.of("stdout", "{i}\n", "wait_ms", 20, "repeat", 100);
    Map<String, Object> waits = Map.of("wait_for", until.toString());
    return fleet.frontend.submit(
        request(Map.of("events", List.of(prints, waits))).with(AGAIN, TaskClocks.NONE));
  }

  private boolean holds(String sql) {
    try {
      return fleet.value(sql).equals("true");
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  private void isWhole(TaskId task) throws Exception {
    List<Event> events = fleet.frontend.eventsToTheEnd(task);
    assertThat(fleet.frontend.task(task).state()).isEqualTo(TaskState.SUCCEEDED);
    int attempt = 1;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      assertThat(event.seq()).isEqualTo(i + 1);
      assertThat(event.attempt()).isEqualTo(attempt);
      assertThat(i == 0 ? event.hashPrev() : events.get(i - 1).hash()).isEqualTo(event.hashPrev());
      attempt += event.kind().equals("retry") ? 1 : 0;
    }
  }

  @Test
  @Timeout(120)
  void whatAKilledWorkerRanIsTriedAgainOnAnotherHost() throws Exception {
    Path end = folder.resolve("end");
    WorkerChild first = worker("a");
    List<TaskId> tasks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tasks.add(submitted(end));
    }
    await(
        "ten that run",
        () -> holds("SELECT count(*) = 10 FROM task_events WHERE kind = 'started'"));
    var _ = worker("b");

    first.kill();

    await(
        "ten that run elsewhere",
        () ->
            holds("SELECT count(*) = 10 FROM task_events WHERE kind = 'started' AND attempt = 2"));
    Files.createFile(end);
    for (TaskId task : tasks) {
      isWhole(task);
    }
  }

  @Test
  @Timeout(240)
  void aWorkerThatStoodStillBeyondItsLeaseLeavesNoStaleRow() throws Exception {
    standStill(3);
  }

  @Test
  @Tag("long")
  @Timeout(1800)
  void aWorkerThatStandsStillFiftyTimesLeavesNoStaleRow() throws Exception {
    standStill(50);
  }

  private void standStill(int times) throws Exception {
    WorkerChild a = worker("a");
    WorkerChild b = worker("b");
    for (int i = 0; i < times; i++) {
      Path end = folder.resolve("end-" + i);
      TaskId task = submitted(end);
      await("its start", () -> fleet.frontend.task(task).lastSeq() > 3);
      WorkerChild frozen = holdsTask("a", task) ? a : b;
      Object host = fleet.value("SELECT host_id FROM attempts WHERE task_id = ?", task.value());
      FutureTask<List<Event>> reader = new FutureTask<>(() -> fleet.frontend.eventsToTheEnd(task));
      Thread.ofVirtual().start(reader);
      frozen.freeze();
      await("the second attempt", () -> fleet.frontend.task(task).attempt() == 2);
      frozen.thaw();
      await("its next life", () -> lives(host));
      Files.createFile(end);
      isWhole(task);
      assertThat(hashes(reader.get()))
          .as("what a reader was shown all the while")
          .isEqualTo(hashes(fleet.frontend.eventsToTheEnd(task)));
    }
  }

  private static List<String> hashes(List<Event> events) {
    return events.stream().map(event -> HexFormat.of().formatHex(event.hash())).toList();
  }

  private boolean lives(Object host) {
    return holds(
        "SELECT count(*) = 1 FROM workers WHERE ended_at IS NULL AND lease_until > clock_timestamp() AND host_id = '"
            + host
            + "'");
  }

  private boolean holdsTask(String host, TaskId task) throws Exception {
    String id = Files.readString(folder.resolve(host).resolve("host_id")).strip();
    return fleet
        .value("SELECT host_id FROM attempts WHERE task_id = ? AND number = 1", task.value())
        .equals(id);
  }

  @Test
  @Tag("long")
  @Timeout(1200)
  void aKilledWorkerIsFoundAndItsWorkStartsElsewhereWithinSixSeconds(TestReporter reporter)
      throws Exception {
    killFiftyTimes(WorkerChild.Lease.FAST, 6, reporter);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void aKilledWorkerIsFoundAndItsWorkStartsElsewhereWithin35SecondsAsUsual(TestReporter reporter)
      throws Exception {
    killFiftyTimes(WorkerChild.Lease.USUAL, 35, reporter);
  }

  /** Seconds from a kill, by the database's clock. */
  private record Found(double ended, double startedElsewhere) {}

  private void killFiftyTimes(WorkerChild.Lease lease, double atMost, TestReporter reporter)
      throws Exception {
    Map<String, WorkerChild> hosts = new HashMap<>();
    hosts.put("host-0", worker("host-0", lease));
    List<Found> found = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      hosts.put("host-" + i, worker("host-" + i, lease));
      Path end = folder.resolve("end-" + i);
      TaskId task = submitted(end);
      await("its start", () -> fleet.frontend.task(task).lastSeq() > 3);
      String runs = null;
      for (String host : hosts.keySet()) {
        runs = holdsTask(host, task) ? host : runs;
      }
      Object killed = fleet.value("SELECT clock_timestamp()::text");
      Objects.requireNonNull(hosts.remove(Objects.requireNonNull(runs))).kill();
      await("the second attempt", () -> fleet.frontend.task(task).attempt() == 2);
      found.add(
          new Found(
              since(
                  killed,
                  "SELECT w.ended_at FROM workers w JOIN attempts a ON a.worker_id = w.id AND a.number = 1",
                  task),
              since(killed, "SELECT a.started_at FROM attempts a WHERE a.number = 2", task)));
      Files.createFile(end);
      isWhole(task);
    }
    reporter.publishEntry("killed", found.toString());
    assertThat(found)
        .hasSize(50)
        .allMatch(each -> each.ended() <= atMost && each.startedElsewhere() <= atMost);
  }

  private double since(Object killed, String moment, TaskId task) throws SQLException {
    return Double.parseDouble(
        fleet
            .value(
                "SELECT extract(epoch FROM (%s AND a.task_id = ?) - ?::timestamptz)"
                    .formatted(moment),
                task.value(),
                killed)
            .toString());
  }
}
