package dev.axontask.engine.worker;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Tasks a second from submit to a durable end, with the mock adapter. Run by hand. */
public final class TaskBench {
  private TaskBench() {}

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    int callers = args.length > 1 ? Integer.parseInt(args[1]) : 64;
    Path folder = Files.createTempDirectory("task-bench");
    try (TestDatabase database = SharedStores.freshDatabase();
        RunningEngine engine =
            RunningEngine.start(
                database,
                SharedStores.redisUri(),
                folder,
                List.of(new MockAdapter()),
                WorkerSettings.standard("bench"))) {
      for (int round = 0; round < 4; round++) {
        long jvm = jvm();
        long postgres = postgres(database);
        measure(engine, tasks, callers);
        System.out.printf(
            "  CPU a task: JVM %d us, PostgreSQL %d us%n",
            (jvm() - jvm) / tasks / 1000, (postgres(database) - postgres) * 10_000 / tasks);
        scans(database);
      }
    }
    System.exit(0);
  }

  private static void measure(RunningEngine engine, int tasks, int callers) throws Exception {
    double before = processed(engine);
    long begin = System.nanoTime();
    AtomicInteger left = new AtomicInteger(tasks);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        pool.execute(() -> {
          while (left.getAndDecrement() > 0) {
            engine.submit(RunningEngine.request(Map.of()));
          }
        });
      }
    }
    double submitted = seconds(begin);
    RunningEngine.await("all to end", () -> processed(engine) - before >= tasks);
    System.out.printf(
        "%d tasks: submitted at %.0f/s, through to succeeded at %.0f/s%n",
        tasks, tasks / submitted, tasks / seconds(begin));
  }

  private static long jvm() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** Ticks of 10 ms of all sessions that are there. */
  private static long postgres(TestDatabase database) throws Exception {
    long ticks = 0;
    try (var admin = database.admin().getConnection();
        var select = admin.createStatement();
        var row = select.executeQuery("SELECT pid FROM pg_stat_activity")) {
      while (row.next()) {
        String[] stat =
            Files.readString(Path.of("/proc/" + row.getLong(1) + "/stat")).split(" ", -1);
        ticks += Long.parseLong(stat[13]) + Long.parseLong(stat[14]);
      }
    }
    return ticks;
  }

  private static void scans(TestDatabase database) throws Exception {
    try (var admin = database.admin().getConnection();
        var select = admin.createStatement();
        var row =
            select.executeQuery(
                "SELECT relname, seq_scan, seq_tup_read, idx_scan, n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables"
                    + " WHERE seq_scan + idx_scan > 0 ORDER BY 3 DESC LIMIT 6")) {
      while (row.next()) {
        System.out.printf(
            "  %-24s seq %d (%d rows) idx %d upd %d hot %d%n",
            row.getString(1),
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getLong(6));
      }
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static double processed(RunningEngine engine) {
    return engine.meters().find("axontask.tasks.processed").counters().stream()
        .mapToDouble(io.micrometer.core.instrument.Counter::count)
        .sum();
  }
}
