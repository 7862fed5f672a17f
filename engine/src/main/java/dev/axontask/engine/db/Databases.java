package dev.axontask.engine.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import com.zaxxer.hikari.pool.HikariPool;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;

/** Opens the pools of connections. */
public final class Databases {
  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(5);

  /**
   * Every statement of ours finds its rows by an index. A plan that is made while a table is still
   * empty would say otherwise, and would be kept until the table is analyzed: a new installation's
   * first minutes were fifteen times slower. So each execution is planned for the tables as large
   * as they are then.
   */
  private static final String PLANS =
      "SET enable_seqscan = off; SET plan_cache_mode = force_custom_plan";

  /**
   * A process that freezes within a transaction would keep others from its rows for as long as it
   * is frozen. No transaction of ours waits for anything but the database.
   */
  private static final String NO_FROZEN_LOCKS = "SET idle_in_transaction_session_timeout = '15s'";

  private Databases() {}

  /**
   * Opens both pools, sized by the number of cores.
   *
   * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
   * @param user a login role that was granted {@code axontask_app} and {@code axontask_worker}
   * @throws DatabaseUnavailableException if no connection could be made
   */
  public static Database open(String jdbcUrl, String user, String password, MeterRegistry metrics) {
    int size = Math.clamp(Runtime.getRuntime().availableProcessors() * 4L, 8, 32);
    HikariDataSource app = pool("app", jdbcUrl, user, password, size, metrics);
    try {
      DataSource worker = pool("worker", jdbcUrl, user, password, size, metrics);
      return new Database(app, worker, turns(size, metrics));
    } catch (RuntimeException failure) {
      app.close();
      throw failure;
    }
  }

  private static Turns turns(int size, MeterRegistry metrics) {
    Turns turns = new Turns(size);
    Gauge.builder("axontask.db.turns.waiting", turns, Turns::waiting)
        .description("Callers' transactions that wait for their turn to have a connection")
        .register(metrics);
    return turns;
  }

  private static HikariDataSource pool(
      String role, String url, String user, String password, int size, MeterRegistry metrics) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("axontask-" + role);
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setConnectionInitSql(
        "SET ROLE axontask_" + role + "; " + PLANS + "; " + NO_FROZEN_LOCKS);
    config.setAutoCommit(false);
    // Commits the statements above by themselves: within the first transaction of a connection they
    // would be rolled back with it, and leave the login's own rights to those that follow.
    config.setIsolateInternalQueries(true);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
    config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(metrics));
    config.addDataSourceProperty("ApplicationName", "axontask-" + role);
    config.addDataSourceProperty("prepareThreshold", "2");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("stringtype", "unspecified");
    return opened(config);
  }

  private static HikariDataSource opened(HikariConfig config) {
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException failure) {
      throw new DatabaseUnavailableException(
          "PostgreSQL did not take a connection; check DATABASE_URL and that it runs: "
              + failure.getMessage(),
          false,
          failure);
    }
  }
}
