package dev.axontask.engine.schedule;

import static dev.axontask.engine.testing.RunningEngine.CALLER;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Schedules on a database of a test. Nothing runs and nothing fires but by hand. */
final class ScheduleBench implements AutoCloseable {
  /** Starts tasks of the mock adapter that would end at once, if they ran. */
  static final SpecReader READER = ScheduleBench::read;

  final TestDatabase test = SharedStores.freshDatabase();
  final RunningEngine engine;
  final Schedules schedules;
  final FiringMeters meters;

  ScheduleBench(Path folder) {
    engine =
        RunningEngine.start(
            test, SharedStores.redisUri(), folder, List.of(new MockAdapter()), null);
    schedules = engine.engine().scheduling(READER);
    meters = new FiringMeters(engine.meters());
  }

  private static TaskRequest read(Map<String, @Nullable Object> spec) {
    return new TaskRequest(
        String.valueOf(spec.getOrDefault("adapter", "mock")),
        object(spec, "args"),
        (String) spec.get("name"),
        null,
        null,
        (String) spec.get("idempotency_key"),
        null,
        null,
        null,
        texts(spec, "tags"),
        object(spec, "metadata"));
  }

  @SuppressWarnings("unchecked") // The specs of these tests have such maps.
  private static Map<String, @Nullable Object> object(
      Map<String, @Nullable Object> spec, String member) {
    Object value = spec.get(member);
    return value == null ? Map.of() : (Map<String, @Nullable Object>) value;
  }

  @SuppressWarnings("unchecked") // And such lists.
  private static List<String> texts(Map<String, @Nullable Object> spec, String member) {
    Object value = spec.get(member);
    return value == null ? List.of() : (List<String>) value;
  }

  /** By a cron expression, in UTC, for the mock adapter. */
  static ScheduleRequest cron(String name, String cron) {
    return new ScheduleRequest(
        name, cron, null, null, null, null, null, null, null, Map.of("adapter", "mock"));
  }

  static ScheduleRequest with(
      ScheduleRequest request, MissedRuns missed, int limit, Overlap overlap) {
    return new ScheduleRequest(
        request.name(),
        request.cron(),
        request.zone(),
        request.runAt(),
        request.delay(),
        missed,
        limit,
        overlap,
        request.jitter(),
        request.task());
  }

  Schedule create(ScheduleRequest request) {
    return stored(schedules.create(CALLER, request, false));
  }

  static Schedule stored(ScheduleAnswer answer) {
    if (answer instanceof ScheduleAnswer.Stored(Schedule schedule)) {
      return schedule;
    }
    throw new AssertionError("not stored: " + answer);
  }

  Schedule find(Schedule schedule) {
    return schedules.find(CALLER, schedule.id()).orElseThrow();
  }

  List<ScheduleRun> runs(Schedule schedule) {
    return schedules.runs(CALLER, schedule.id(), RunPage.MAX_LIMIT, null).orElseThrow().runs();
  }

  /** Makes it stand at a planned time, due at once if that has passed. */
  void plan(Schedule schedule, Instant planned) {
    sql(
        """
        UPDATE schedules
           SET planned_at = '%s', next_run_at = '%s', last_planned_at = NULL
         WHERE id = '%s'
        """
            .formatted(planned, planned, schedule.id()));
  }

  /** Makes what it stands at due now, whatever it waits for. */
  void due(Schedule schedule) {
    sql(
        "UPDATE schedules SET next_run_at = clock_timestamp() WHERE id = '%s'"
            .formatted(schedule.id()));
  }

  /** One who fires, over the engine's own database. */
  Firing firing() {
    return firing(engine.database());
  }

  Firing firing(Database database) {
    return new Firing(
        new Firing.Parts(
            database,
            engine.adapters(),
            engine.engine().submissions(),
            READER,
            engine.engine().cancellations(),
            new DueTimes(new SecureRandom()),
            new SecureRandom(),
            meters));
  }

  /** By the database's clock. */
  Instant now() {
    return Instant.ofEpochMilli(
        Long.parseLong(
            list("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint").getFirst()));
  }

  /** Ends a task as a worker would, as far as schedules can see. */
  void end(TaskId task) {
    sql(
        """
        UPDATE tasks SET state = 'succeeded', attempt = 1, started_at = now(), ended_at = now()
         WHERE id = '%s'
        """
            .formatted(task));
  }

  /** The first column, as the superuser. */
  List<String> list(String sql) {
    try (Connection connection = test.admin().getConnection();
        PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      List<String> values = new ArrayList<>();
      while (row.next()) {
        values.add(row.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  void sql(String sql) {
    try (Connection connection = test.admin().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  ScheduleAnswer change(Schedule schedule, UnaryOperator<ScheduleRequest> edit) {
    return schedules.change(CALLER, schedule.id(), edit);
  }

  @Override
  public void close() {
    engine.close();
    test.close();
  }
}
