package dev.axontask.server.tasks;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.Caller;
import dev.axontask.engine.Engine;
import dev.axontask.engine.EngineSettings;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.worker.WorkerSettings;
import dev.axontask.server.catalog.DurableTasks;
import dev.axontask.server.tools.StreamUrls;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An engine with the mock adapter on a database of its own, and its tasks as clients see them. */
final class TasksBench implements AutoCloseable {
  static final Caller CALLER = new Caller(TenantId.LOCAL, "key:test");
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  final TestDatabase test = SharedStores.freshDatabase();
  final Database database;
  final AdapterRegistry adapters;
  final Engine engine;
  final EngineTasks tasks;

  TasksBench(Path folder) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    database = Databases.open(test.jdbcUrl(), test.runtimeUser(), test.runtimePassword(), meters);
    adapters =
        AdapterRegistry.of(
            AdapterSettings.in(folder.resolve("adapters"), null), List.of(new MockAdapter()));
    engine =
        Engine.start(
            new EngineSettings(
                "http://127.0.0.1:8080", null, WorkerSettings.standard("test").fast()),
            database,
            RedisURI.create(SharedStores.redisUri()),
            adapters,
            folder,
            Engine.Sources.of(Clock.systemUTC(), new SecureRandom()),
            meters);
    tasks = new EngineTasks(engine, new StreamUrls("http://127.0.0.1:8080"), Clock.systemUTC());
  }

  /** Starts a script; gives its id. */
  String start(Map<String, @Nullable Object> script) {
    TaskRequest request =
        new TaskRequest(
            "mock", script, null, null, null, null, null, null, null, List.of(), Map.of());
    return switch (engine.submissions().submit(CALLER, request)) {
      case Submission.Accepted accepted -> accepted.task().id().toString();
      case Submission refused -> throw new AssertionError("not accepted: " + refused);
    };
  }

  DurableTasks.View view(String id) {
    return tasks.find(CALLER, id).orElseThrow();
  }

  /** Waits until the task stands so. */
  DurableTasks.View await(String id, Predicate<DurableTasks.View> condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    DurableTasks.View view = view(id);
    while (!condition.test(view)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain: " + view);
      }
      LockSupport.parkNanos(5_000_000);
      view = view(id);
    }
    return view;
  }

  DurableTasks.View ended(String id) {
    return await(
        id,
        view ->
            view.status() == DurableTasks.Status.COMPLETED
                || view.status() == DurableTasks.Status.CANCELLED);
  }

  @Override
  public void close() {
    engine.close();
    adapters.close();
    database.close();
    test.close();
  }
}
