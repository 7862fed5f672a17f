package dev.axontask.bench;

import dev.axontask.adapter.Adapter;
import dev.axontask.bench.adapter.ClockAdapter;
import dev.axontask.engine.Caller;
import dev.axontask.engine.Engine;
import dev.axontask.engine.EngineSettings;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Start to succeeded through the engine's own interface: no HTTP, no JSON from outside. */
record TasksInProcess(Backend backend, int callers, int tasks) implements Benchmark {
  private static final Caller CALLER = new Caller(TenantId.LOCAL, "bench");

  @Override
  public List<Figure> measure() throws Exception {
    var folder = Files.createTempDirectory(backend.folder(), "engine");
    List<Adapter> adapters = new ArrayList<>(List.of(new ClockAdapter()));
    ServiceLoader.load(Adapter.class).stream()
        .filter(each -> each.type() != ClockAdapter.class)
        .forEach(each -> adapters.add(each.get()));
    try (AdapterRegistry registry =
            AdapterRegistry.of(AdapterSettings.in(folder.resolve("adapters"), null), adapters);
        Engine engine =
            Engine.start(
                new EngineSettings("http://127.0.0.1", null, WorkerSettings.standard("bench")),
                backend.database(),
                backend.redisUri(),
                registry,
                folder,
                Engine.Sources.of(Clock.systemUTC(), new SecureRandom()),
                backend.meters())) {
      return measure(engine);
    }
  }

  private List<Figure> measure(Engine engine) throws Exception {
    long before = succeeded();
    long begin = System.nanoTime();
    Callers.run(callers, _ -> startShare(engine));
    long started = System.nanoTime();
    long count = before + (tasks / callers) * (long) callers;
    while (succeeded() < count) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    long ended = System.nanoTime();
    return List.of(
        Figure.of("tasks started in process", "1/s", rate(begin, started)),
        Figure.of("tasks start to succeeded in process", "1/s", rate(begin, ended))
            .aiming("1,500 or more"));
  }

  private void startShare(Engine engine) {
    TaskRequest nothing =
        new TaskRequest(
            "mock", Map.of(), null, null, null, null, null, null, null, List.of(), Map.of());
    for (int i = 0; i < tasks / callers; i++) {
      if (!(engine.submissions().submit(CALLER, nothing) instanceof Submission.Accepted)) {
        throw new IllegalStateException("a task was refused");
      }
    }
  }

  private double rate(long begin, long end) {
    return (tasks / callers) * callers / ((end - begin) / 1e9);
  }

  private long succeeded() throws SQLException {
    try (Connection connection = backend.admin().getConnection();
        Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery("SELECT count(*) FROM tasks WHERE state = 'succeeded'")) {
      row.next();
      return row.getLong(1);
    }
  }
}
