package dev.axontask.chaos;

import dev.axontask.chaos.fleet.Postgres;
import dev.axontask.chaos.record.Records;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Looks at the database all the time for what must not be there at any instant: a task with two
 * open attempts, an open attempt of a task that has ended, a head that went back. Writes down what
 * it sees.
 */
final class Sampler implements Runnable, AutoCloseable {
  private static final int PAUSE_MS = 400;

  private static final String NEVER =
      """
      SELECT 'two open attempts of ' || task_id FROM attempts
       WHERE ended_at IS NULL GROUP BY task_id HAVING count(*) > 1
      UNION ALL
      SELECT 'an open attempt of ' || t.id || ', which is ' || t.state
        FROM attempts a JOIN tasks t ON t.id = a.task_id
       WHERE a.ended_at IS NULL AND t.ended_at IS NOT NULL
      UNION ALL
      SELECT 'a running task without an open attempt: ' || t.id FROM tasks t
       WHERE t.state = 'running'
         AND NOT EXISTS (SELECT FROM attempts a WHERE a.task_id = t.id AND a.ended_at IS NULL)
      UNION ALL
      SELECT 'a waiting task that is not queued: ' || t.id FROM tasks t
       WHERE t.state = 'pending'
         AND NOT EXISTS (SELECT FROM task_queue q WHERE q.task_id = t.id)
      LIMIT 20
      """;

  private final Postgres postgres;
  private final Records records;
  private final Thread thread;
  private volatile boolean over;
  private int looks;

  Sampler(Postgres postgres, Records records) {
    this.postgres = postgres;
    this.records = records;
    this.thread = Thread.ofPlatform().name("sampler").start(this);
  }

  @Override
  public void run() {
    while (!over) {
      try (Connection connection =
          DriverManager.getConnection(postgres.jdbcUrl(), postgres.admin(), postgres.password())) {
        connection.setReadOnly(true);
        while (!over) {
          look(connection);
          Thread.sleep(PAUSE_MS);
        }
      } catch (SQLException away) {
        // PostgreSQL is broken on purpose now and then; the next round connects again.
        rest();
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void rest() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      over = true;
    }
  }

  private void look(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(NEVER)) {
      while (rows.next()) {
        records.sighting(rows.getString(1));
      }
    }
    looks++;
  }

  /** How often it looked; call after {@link #close}. */
  int looks() {
    return looks;
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
