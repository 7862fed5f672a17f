package dev.axontask.bench;

import dev.axontask.adapter.Adapter;
import dev.axontask.engine.Caller;
import dev.axontask.engine.Engine;
import dev.axontask.engine.EngineSettings;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.worker.WorkerSettings;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long the statement of a claim takes, with and without 100,000 tasks that went through the
 * queue while a transaction was open that began before: PostgreSQL keeps all their index entries
 * then.
 */
record ClaimUnderBloat(Backend backend, int tasks, int finished) implements Benchmark {
  private static final Caller CALLER = new Caller(TenantId.LOCAL, "bench");
  private static final TaskRequest NOTHING =
      new TaskRequest(
          "mock", Map.of(), null, null, null, null, null, null, null, List.of(), Map.of());

  @Override
  public List<Figure> measure() throws Exception {
    TimedStatements timed = new TimedStatements("WITH lease AS");
    Database database =
        new Database(
            backend.database().app(),
            timed.of(backend.database().worker()),
            backend.database().turns());
    var folder = Files.createTempDirectory(backend.folder(), "claim");
    List<Adapter> adapters =
        ServiceLoader.load(Adapter.class).stream()
            .<Adapter>map(ServiceLoader.Provider::get)
            .toList();
    try (AdapterRegistry registry =
            AdapterRegistry.of(AdapterSettings.in(folder.resolve("adapters"), null), adapters);
        Engine engine =
            Engine.start(
                new EngineSettings("http://127.0.0.1", null, WorkerSettings.standard("bench")),
                database,
                backend.redisUri(),
                registry,
                folder,
                Engine.Sources.of(Clock.systemUTC(), new SecureRandom()),
                backend.meters())) {
      return measure(engine, timed);
    }
  }

  private List<Figure> measure(Engine engine, TimedStatements timed) throws Exception {
    run(engine);
    Latencies fresh = timed.anew();
    run(engine);
    try (Connection old = backend.admin().getConnection()) {
      begin(old);
      bloat();
      Latencies bloated = timed.anew();
      run(engine);
      double without = fresh.median();
      double with = bloated.median();
      old.rollback();
      return List.of(
          Figure.of("a claim, fresh, p50", "ms", without),
          Figure.of("a claim behind %,d finished tasks, p50".formatted(finished), "ms", with),
          Figure.of("behind finished tasks / fresh", "", with / without).aiming("3 or less"));
    }
  }

  private static void begin(Connection old) throws SQLException {
    old.setAutoCommit(false);
    old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement snapshot = old.createStatement()) {
      snapshot.executeQuery("SELECT count(*) FROM workers").close();
    }
  }

  /** What so many tasks leave that were queued, claimed and ended; nobody claims meanwhile. */
  private void bloat() throws SQLException {
    try (Connection admin = backend.admin().getConnection();
        Statement statement = admin.createStatement()) {
      for (String step :
          List.of(
              "INSERT INTO paused_queues (tenant_id, adapter) VALUES ('%1$s', 'mock')",
              """
              INSERT INTO tasks (id, tenant_id, principal, adapter, args, spec_hash, state, created_at)
              SELECT gen_random_uuid(), '%1$s', 'bloat', 'mock', '{}', sha256('x'), 'pending', now()
                FROM generate_series(1, %2$d)
              """,
              """
              INSERT INTO task_queue (task_id, tenant_id, adapter, priority, run_at)
              SELECT id, tenant_id, adapter, 5, now()
                FROM tasks WHERE principal = 'bloat' AND state = 'pending'
              """,
              """
              DELETE FROM task_queue q USING tasks t
               WHERE t.id = q.task_id AND t.principal = 'bloat'
              """,
              """
              UPDATE tasks SET state = 'succeeded', ended_at = now()
               WHERE principal = 'bloat' AND state = 'pending'
              """,
              "DELETE FROM paused_queues")) {
        statement.execute(step.formatted(TenantId.LOCAL, finished));
      }
    }
  }

  private void run(Engine engine) throws Exception {
    long before = succeeded();
    Callers.run(
        4,
        _ -> {
          for (int i = 0; i < tasks / 4; i++) {
            if (!(engine.submissions().submit(CALLER, NOTHING) instanceof Submission.Accepted)) {
              throw new IllegalStateException("a task was refused");
            }
          }
        });
    while (succeeded() < before + tasks / 4 * 4L) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private long succeeded() throws SQLException {
    try (Connection connection = backend.admin().getConnection();
        Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery(
                "SELECT count(*) FROM tasks WHERE state = 'succeeded' AND principal = 'bench'")) {
      row.next();
      return row.getLong(1);
    }
  }
}
