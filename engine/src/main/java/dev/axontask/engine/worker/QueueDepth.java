package dev.axontask.engine.worker;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.worker.Loop.Summary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * How many tasks are due and wait for a worker, of all tenants. Counted now and then, not when
 * somebody asks: the count reads the queue's index, which holds nothing but waiting tasks.
 */
final class QueueDepth {
  /** Beyond this the exact number helps nobody, and counting would cost. */
  static final int MOST = 100_000;

  private final Database database;
  private volatile long waiting;

  QueueDepth(Database database, MeterRegistry meters) {
    this.database = database;
    Gauge.builder("axontask.queue.depth", this, depth -> depth.waiting)
        .description("Tasks that are due and wait for a worker, counted up to " + MOST)
        .register(meters);
  }

  /** Counts once; between two counts the last one is shown. */
  Summary runOnce() {
    waiting =
        database.asWorker(tx -> {
          try (Statement count = tx.createStatement();
              ResultSet row =
                  count.executeQuery(
                      """
                      SELECT count(*) FROM (
                        SELECT 1 FROM task_queue WHERE run_at <= now() LIMIT 100000) AS due
                      """)) {
            row.next();
            return row.getLong(1);
          }
        });
    return Summary.of(0, "tasks counted");
  }
}
