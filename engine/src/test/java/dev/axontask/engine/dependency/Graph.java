package dev.axontask.engine.dependency;

import static dev.axontask.engine.testing.RunningEngine.CALLER;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.OneOffAppend;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.DependencyPolicy;
import dev.axontask.engine.task.DependsOn;
import dev.axontask.engine.task.Doorbell;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.task.UnattendedEnd;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Tasks that wait for each other on a database of their own, where nothing happens by itself. */
final class Graph implements AutoCloseable {
  final TestDatabase test = SharedStores.freshDatabase();
  final RunningEngine engine;
  private final RedisClient redis = RedisClient.create();
  private final Publisher publisher;

  Graph(Path folder) {
    this.engine =
        RunningEngine.start(
            test, SharedStores.redisUri(), folder, List.of(new MockAdapter()), null);
    this.publisher =
        Publisher.start(
            redis,
            RedisURI.create(SharedStores.redisUri()),
            UUID.randomUUID(),
            new SimpleMeterRegistry());
  }

  Dependents dependents() {
    return dependents(engine.database());
  }

  Dependents dependents(Database database) {
    UnattendedEnd ends = new UnattendedEnd(new OneOffAppend(Clock.systemUTC(), new SecureRandom()));
    return new Dependents(database, ends, publisher, new Silence());
  }

  /** Does what there is to do. */
  void settle() {
    Dependents dependents = dependents();
    while (dependents.runOnce() > 0) {
      Thread.onSpinWait();
    }
  }

  TaskId root() {
    return engine.submit(RunningEngine.request(Map.of()));
  }

  static TaskRequest request(DependencyPolicy policy, TaskId... on) {
    return RunningEngine.request(Map.of())
        .after(new DependsOn(Arrays.stream(on).map(TaskId::toString).toList(), policy));
  }

  TaskId after(TaskId... on) {
    return after(DependencyPolicy.SUCCESS, on);
  }

  TaskId after(DependencyPolicy policy, TaskId... on) {
    return engine.submit(request(policy, on));
  }

  Submission submit(TaskRequest request) {
    return engine.engine().submissions().submit(CALLER, request);
  }

  Task task(TaskId id) {
    return engine.task(id);
  }

  /** Ends a task as if its work had, past its log. */
  void end(TaskId task, TaskState as) throws SQLException {
    end(List.of(task), as);
  }

  void end(List<TaskId> tasks, TaskState as) throws SQLException {
    sql(
        "UPDATE tasks SET state = '%s', ended_at = now() WHERE id IN (%s)"
            .formatted(as.word(), list(tasks)));
    sql("DELETE FROM task_queue WHERE task_id IN (%s)".formatted(list(tasks)));
  }

  /** Whether a worker could claim it. */
  boolean queued(TaskId task) throws SQLException {
    return queued(List.of(task)) == 1;
  }

  /** How many of them a worker could claim. */
  long queued(List<TaskId> tasks) throws SQLException {
    return number("SELECT count(*) FROM task_queue WHERE task_id IN (%s)".formatted(list(tasks)));
  }

  private static String list(List<TaskId> tasks) {
    return tasks.stream().map("'%s'"::formatted).collect(Collectors.joining(", "));
  }

  void sql(String statement) throws SQLException {
    try (Connection admin = test.admin().getConnection();
        Statement run = admin.createStatement()) {
      run.execute(statement);
    }
  }

  long number(String query) throws SQLException {
    try (Connection admin = test.admin().getConnection();
        Statement run = admin.createStatement();
        ResultSet row = run.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Sessions of ours that wait for somebody's lock. */
  long waiting() {
    try {
      return number(
          """
          SELECT count(*) FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'
          """);
    } catch (SQLException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Override
  public void close() {
    engine.close();
    publisher.close();
    redis.shutdown();
    test.close();
  }

  /** Rings for nobody: whoever waits has to look. */
  private static final class Silence implements Doorbell {
    @Override
    public void ringWork() {}

    @Override
    public void ringCancel() {}

    @Override
    public void ringInput() {}

    @Override
    public void onInput(Runnable woken) {}

    @Override
    public void onWork(Runnable woken) {}

    @Override
    public void onCancel(Runnable woken) {}
  }
}
