package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.engine.testing.WholeLog;
import dev.axontask.migrations.Migrations;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * A database as the program of schema version 3 left it when its two workers were killed: {@code
 * version-3.copy}, written by that program. One worker had run detached work, which goes on.
 */
@Timeout(60)
class UpgradeTest {
  private static final String SURVIVING_HOST = "01a1ffb4-08f4-7000-9d34-73c27af90081";

  @TempDir Path folder;
  TestDatabase test;
  final DetachedWork work = new DetachedWork();

  @BeforeEach
  void upgrade() throws Exception {
    test = SharedStores.emptyDatabase();
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(test.admin())
        .table("axontask_schema_history")
        .target("3")
        .load()
        .migrate();
    load();
    Migrations.run(test.admin(), test.runtimeUser(), Clock.systemUTC());
    Files.writeString(folder.resolve("host_id"), SURVIVING_HOST + "\n");
  }

  @AfterEach
  void drop() {
    test.close();
  }

  private void load() throws Exception {
    try (Connection admin = test.admin().getConnection();
        Statement statement = admin.createStatement();
        InputStream file =
            Objects.requireNonNull(UpgradeTest.class.getResourceAsStream("version-3.copy"))) {
      statement.execute("SELECT axontask_create_event_partitions('2026-11-01', 2)");
      for (String table : new String(file.readAllBytes(), UTF_8).split("\\\\\\.\n", 0)) {
        String command = table.lines().findFirst().orElseThrow();
        String rows = table.substring(command.length() + 1);
        admin.unwrap(PGConnection.class).getCopyAPI().copyIn(command, new StringReader(rows));
      }
      // As if it had just been left, whenever this runs: what runs may do so for a day.
      statement.execute(
          "UPDATE attempts SET started_at = clock_timestamp() WHERE ended_at IS NULL");
      statement.execute("UPDATE task_queue SET run_at = least(run_at, clock_timestamp())");
    }
  }

  private RunningEngine engine(Adapter adapter, @Nullable WorkerSettings worker) {
    return RunningEngine.start(test, SharedStores.redisUri(), folder, List.of(adapter), worker);
  }

  private TaskId named(String name) throws SQLException {
    try (Connection admin = test.admin().getConnection();
        Statement select = admin.createStatement();
        var row = select.executeQuery("SELECT id FROM tasks WHERE name = '" + name + "'")) {
      assertThat(row.next()).isTrue();
      return new TaskId(row.getObject(1, UUID.class));
    }
  }

  private static TaskRequest request(String name, Map<String, @Nullable Object> args) {
    return new TaskRequest(
        "mock",
        args,
        name,
        "made by version 3",
        null,
        "key-" + name,
        7,
        null,
        null,
        List.of("v3", "tag"),
        Map.of("a", 1));
  }

  private static Map<String, @Nullable Object> lines() {
    return Map.of(
        "events",
        List.of(
            Map.of("stdout", "line {i}\n", "repeat", 3),
            Map.of("progress", 0.5, "message", "half")));
  }

  @Test
  void whatHadEndedIsReadAsItEnded() throws Exception {
    try (RunningEngine engine = engine(new MockAdapter(), null)) {
      for (TaskState state :
          List.of(
              TaskState.SUCCEEDED,
              TaskState.FAILED,
              TaskState.CANCELED,
              TaskState.TIMED_OUT,
              TaskState.LOST)) {
        TaskId id = named(state.word());
        List<Event> events = engine.eventsToTheEnd(id);
        assertThat(events.getLast().kind()).isEqualTo(state.word());
        assertThat(engine.task(id).state()).isEqualTo(state);
      }
      assertThat(WholeLog.faults(test)).isEmpty();
    }
  }

  @Test
  void anIdempotencyKeyStandsForTheSameRequest() throws Exception {
    try (RunningEngine engine = engine(new MockAdapter(), null)) {
      for (String name : List.of("succeeded", "pending")) {
        Submission again = engine.engine().submissions().submit(CALLER, request(name, lines()));
        assertThat(again)
            .isInstanceOfSatisfying(
                Submission.Accepted.class,
                accepted -> assertThat(accepted.deduplicated()).isTrue());
        assertThat(engine.submit(request(name, lines()))).isEqualTo(named(name));
        assertThat(
                engine.engine().submissions().submit(CALLER, request(name, Map.of("exit_code", 1))))
            .isNotInstanceOf(Submission.Accepted.class);
      }
    }
  }

  @Test
  void whatWaitedRunsAndWhatRanGoesOnOrIsLost() throws Exception {
    TaskId asking = named("asking");
    DetachedWork.Work survivor = new DetachedWork.Work();
    survivor.print("a line\n");
    survivor.ask("who");
    work.work.put(new AttemptId(CALLER.tenant().value(), asking.value(), 1), survivor);

    try (RunningEngine engine = engine(work, Fleet.SETTINGS)) {
      assertThat(engine.task(asking).state()).isEqualTo(TaskState.INPUT_REQUIRED);
      await("it is followed again", () -> engine.task(asking).lastSeq() == 4);
      engine
          .engine()
          .questions()
          .answer(CALLER, asking, Map.of("who", Map.of("action", "decline")));
      await("the answer", () -> survivor.answers().containsKey("who"));
      survivor.print("another line\n");
      survivor.end(new Outcome.Exited(0, EndedBy.ITSELF));
      assertThat(engine.eventsToTheEnd(asking))
          .extracting(Event::kind)
          .containsExactly(
              "started", "stdout", "input_required", "reattached", "input", "stdout", "succeeded");

      await("what waited has started", () -> work.started.size() == 2);
      for (AttemptId started : work.started) {
        Objects.requireNonNull(work.work.get(started)).end(new Outcome.Exited(0, EndedBy.ITSELF));
      }
      for (String waited : List.of("pending", "scheduled")) {
        assertThat(engine.ended(named(waited)).state()).isEqualTo(TaskState.SUCCEEDED);
      }
      Task running = engine.ended(named("running"));
      assertThat(running.state()).isEqualTo(TaskState.LOST);
      assertThat(running.errorJson()).contains("worker_lost");
      assertThat(WholeLog.faults(test)).isEmpty();
    }
  }
}
