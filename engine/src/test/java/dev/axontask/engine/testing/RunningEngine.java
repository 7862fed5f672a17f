package dev.axontask.engine.testing;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.Caller;
import dev.axontask.engine.Engine;
import dev.axontask.engine.EngineSettings;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.engine.tail.Batch;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.tail.Opening;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.worker.WorkerSettings;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A whole engine on a database of a test. */
public record RunningEngine(
    Engine engine, Database database, AdapterRegistry adapters, SimpleMeterRegistry meters)
    implements AutoCloseable {
  public static final Caller CALLER = new Caller(TenantId.LOCAL, "key:test");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** With the mock adapter and quick leases. */
  public static RunningEngine start(TestDatabase test, Path folder) {
    return start(
        test,
        SharedStores.redisUri(),
        folder,
        List.of(new MockAdapter()),
        WorkerSettings.standard("test").fast());
  }

  /**
   * Starts one.
   *
   * @param worker null for an engine that runs no tasks
   */
  public static RunningEngine start(
      TestDatabase test,
      String redisUri,
      Path folder,
      List<? extends Adapter> given,
      @Nullable WorkerSettings worker) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Database database =
        Databases.open(test.jdbcUrl(), test.runtimeUser(), test.runtimePassword(), meters);
    AdapterRegistry adapters =
        AdapterRegistry.of(AdapterSettings.in(folder.resolve("adapters"), null), given);
    Engine engine =
        Engine.start(
            new EngineSettings("http://127.0.0.1:8080", null, worker),
            database,
            RedisURI.create(redisUri),
            adapters,
            folder,
            Engine.Sources.of(Clock.systemUTC(), new SecureRandom()),
            meters);
    return new RunningEngine(engine, database, adapters, meters);
  }

  /** A request for the mock adapter with these arguments. */
  public static TaskRequest request(Map<String, @Nullable Object> args) {
    return request(args, null);
  }

  public static TaskRequest request(Map<String, @Nullable Object> args, @Nullable String key) {
    return new TaskRequest(
        "mock", args, null, null, null, key, null, null, null, List.of(), Map.of());
  }

  public TaskId submit(TaskRequest request) {
    Submission answer = engine.submissions().submit(CALLER, request);
    if (answer instanceof Submission.Accepted(Task task, boolean deduplicated)) {
      return task.id();
    }
    throw new AssertionError("not accepted: " + answer);
  }

  public Task task(TaskId id) {
    return engine.tasks().find(CALLER, id).orElseThrow();
  }

  /** Reads the task's log to its end. */
  public List<dev.axontask.engine.event.Event> eventsToTheEnd(TaskId id) throws Exception {
    List<dev.axontask.engine.event.Event> all = new java.util.ArrayList<>();
    if (!(engine.reader().open(CALLER, id, 0) instanceof Opening.Opened(EventStream stream))) {
      throw new AssertionError("no log of " + id);
    }
    try (stream) {
      for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
        Batch batch = stream.next(1000, 1 << 20, Duration.ofSeconds(5));
        all.addAll(batch.events());
        if (batch.done()) {
          return all;
        }
      }
    }
    throw new AssertionError("task did not end: " + task(id));
  }

  public Task ended(TaskId id) throws Exception {
    eventsToTheEnd(id);
    return task(id);
  }

  /** Waits for a condition that something else brings about; fails after a generous time. */
  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    engine.close();
    adapters.close();
    database.close();
  }
}
