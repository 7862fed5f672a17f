package dev.axontask.engine.worker;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.worker.Loop.Summary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How many tasks wait, of all tenants. Counted now and then, not when somebody asks: the counts
 * read the queue's indexes, which hold nothing but waiting tasks.
 */
final class QueueDepth {
  /** Beyond this the exact number helps nobody, and counting would cost. */
  static final int MOST = 100_000;

  private final Database database;
  private volatile Counts counts = new Counts(0, 0, 0);

  private record Counts(long due, long held, long paused) {}

  QueueDepth(Database database, MeterRegistry meters) {
    this.database = database;
    Gauge.builder("axontask.queue.depth", this, depth -> depth.counts.due())
        .description("Tasks that are due and wait for a worker, counted up to " + MOST)
        .register(meters);
    Gauge.builder("axontask.queue.held", this, depth -> depth.counts.held())
        .description("Tasks that a key or a circuit breaker holds back, counted up to " + MOST)
        .register(meters);
    Gauge.builder("axontask.queues.paused", this, depth -> depth.counts.paused())
        .description("Queues that are paused, counted up to " + MOST)
        .register(meters);
  }

  /** Counts once; between two counts the last one is shown. */
  Summary runOnce() {
    counts = database.asWorker(QueueDepth::count);
    return Summary.of(0, "tasks counted");
  }

  private static Counts count(Connection tx) throws SQLException {
    try (Statement count = tx.createStatement();
        ResultSet row =
            count.executeQuery(
                """
                SELECT (SELECT count(*) FROM (SELECT 1 FROM task_queue
                          WHERE hold IS NULL AND run_at <= now() LIMIT 100000) AS counted) AS due,
                       (SELECT count(*) FROM (SELECT 1 FROM task_queue
                          WHERE concurrency_key IS NOT NULL AND hold = 'concurrency_key'
                         UNION ALL
                         SELECT 1 FROM task_queue
                          WHERE rate_limit_key IS NOT NULL AND hold = 'rate_limit_key'
                         UNION ALL
                         SELECT 1 FROM task_queue WHERE hold = 'circuit_breaker'
                         LIMIT 100000) AS counted) AS held,
                       (SELECT count(*) FROM (SELECT 1 FROM paused_queues
                         LIMIT 100000) AS counted) AS paused
                """)) {
      row.next();
      return new Counts(row.getLong("due"), row.getLong("held"), row.getLong("paused"));
    }
  }
}
