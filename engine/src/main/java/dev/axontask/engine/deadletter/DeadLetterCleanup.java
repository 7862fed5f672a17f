package dev.axontask.engine.deadletter;

import dev.axontask.engine.db.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Forgets dead letters that are old, and of a tenant that has very many those of its oldest tasks.
 * Their tasks stay. Can run on any number of nodes at once: each removes rows that are there.
 */
public final class DeadLetterCleanup {
  /** Rows a statement. */
  private static final int BATCH = 1_000;

  /** Counting further would cost more than the figure tells. */
  private static final int COUNTED = 100_000;

  private final Database database;
  private final Retention retention;

  /**
   * How long dead letters are kept.
   *
   * @param age zero for ever
   * @param count of a tenant, at least 1
   */
  public record Retention(Duration age, int count) {}

  /**
   * What a run did.
   *
   * @param removed rows
   * @param more whether there may be more to remove at once
   * @param left rows, counted up to {@value #COUNTED}
   */
  public record Cleaned(int removed, boolean more, int left) {}

  /** Removed by all runs. */
  private final AtomicInteger cleaned;

  /** Left after the latest run. */
  private final AtomicInteger remaining;

  private final AtomicInteger succeeded;
  private final AtomicInteger failed;
  private final AtomicLong nanos;

  public DeadLetterCleanup(Database database, Retention retention, MeterRegistry meters) {
    this.database = database;
    this.retention = retention;
    this.cleaned =
        gauge(
            meters, "dlq.tasks.cleaned", "Dead letters that the clean-ups of this process removed");
    this.remaining = gauge(meters, "dlq.tasks.remaining", "Dead letters after the latest clean-up");
    Gauge.builder("axontask.dlq.size", remaining, AtomicInteger::get)
        .description("Dead letters of all tenants, counted up to 100,000")
        .register(meters);
    this.succeeded = gauge(meters, "dlq.cleanup.success", "Clean-ups that went well");
    this.failed = gauge(meters, "dlq.cleanup.failure", "Clean-ups that did not");
    this.nanos = new AtomicLong();
    Gauge.builder("axontask.dlq.cleanup.duration", nanos, taken -> taken.get() / 1e9)
        .description("Seconds that the latest clean-up took")
        .register(meters);
  }

  private static AtomicInteger gauge(MeterRegistry meters, String name, String description) {
    AtomicInteger value = new AtomicInteger();
    Gauge.builder("axontask." + name, value, AtomicInteger::get)
        .description(description)
        .register(meters);
    return value;
  }

  /** Removes some. A crash leaves the others to the next run. */
  public Cleaned runOnce() {
    long begin = System.nanoTime();
    try {
      Cleaned done = clean();
      cleaned.addAndGet(done.removed());
      remaining.set(done.left());
      succeeded.incrementAndGet();
      return done;
    } catch (RuntimeException failure) {
      failed.incrementAndGet();
      throw failure;
    } finally {
      nanos.set(System.nanoTime() - begin);
    }
  }

  private Cleaned clean() {
    int old = retention.age().isZero() ? 0 : database.asWorker(this::removeOld);
    int surplus = database.asWorker(this::removeSurplus);
    int left = database.asWorker(DeadLetterCleanup::count);
    return new Cleaned(old + surplus, old == BATCH || surplus == BATCH, left);
  }

  private int removeOld(Connection tx) throws SQLException {
    try (PreparedStatement delete =
        tx.prepareStatement(
            """
            DELETE FROM dead_letters WHERE task_id IN (
              SELECT task_id FROM dead_letters
               WHERE created_at < now() - ? * interval '1 second'
               ORDER BY created_at LIMIT ?)
            """)) {
      delete.setLong(1, retention.age().toSeconds());
      delete.setInt(2, BATCH);
      return delete.executeUpdate();
    }
  }

  private int removeSurplus(Connection tx) throws SQLException {
    try (PreparedStatement delete =
        tx.prepareStatement(
            """
            DELETE FROM dead_letters WHERE task_id IN (
              SELECT surplus.task_id
                FROM tenants
               CROSS JOIN LATERAL (
                 SELECT task_id FROM dead_letters d
                  WHERE d.tenant_id = tenants.id
                  ORDER BY d.task_id DESC OFFSET ?) surplus
               LIMIT ?)
            """)) {
      delete.setInt(1, retention.count());
      delete.setInt(2, BATCH);
      return delete.executeUpdate();
    }
  }

  private static int count(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement("SELECT count(*) FROM (SELECT FROM dead_letters LIMIT ?) AS counted")) {
      select.setInt(1, COUNTED);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
