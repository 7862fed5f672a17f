package dev.axontask.migrations;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a PostgreSQL database, 15 or newer, to this version: the schema, the event partitions of
 * this month and the next ones, and the right of the application's login to act as the roles that
 * serve, run, trim and erase.
 *
 * <p>Each step can be repeated, so a crash anywhere is repaired by the next run; Flyway's lock
 * keeps two runs apart.
 */
public final class Migrations {
  /** This month and so many more get a partition of their own at each run. */
  static final int MONTHS_AHEAD = 12;

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
  private static final int OLDEST_POSTGRESQL = 15;

  /** How long a server that takes a connection and says nothing is waited for. */
  private static final int PATIENCE_S = 10;

  /** Held until the transaction ends, by whoever completes what Flyway did. */
  static final String ONE_AT_A_TIME =
      "SELECT pg_advisory_xact_lock(hashtextextended('axontask migrations', 0))";

  private final DataSource admin;
  private final Clock clock;

  private Migrations(DataSource admin, Clock clock) {
    this.admin = admin;
    this.clock = clock;
  }

  /**
   * What a run did.
   *
   * @param migrations schema files applied
   * @param partitions months made
   */
  public record Summary(int migrations, int partitions) {}

  /**
   * Runs all steps.
   *
   * @param admin connects as the owner of the schema, who may create roles
   * @param runtimeRole the login that the application connects as; it exists
   * @param clock says which month it is
   * @throws MigrationException if the server is too old, refuses, or holds a newer schema
   */
  public static Summary run(DataSource admin, String runtimeRole, Clock clock) {
    return new Migrations(admin, clock).run(runtimeRole);
  }

  /**
   * The same by address.
   *
   * @param url {@code jdbc:postgresql://...}
   */
  public static Summary run(
      String url, String user, String password, String runtimeRole, Clock clock) {
    PGSimpleDataSource admin = new PGSimpleDataSource();
    admin.setURL(url);
    admin.setUser(user);
    admin.setPassword(password);
    admin.setApplicationName("axontask-migrations");
    admin.setLoginTimeout(PATIENCE_S);
    return run(admin, runtimeRole, clock);
  }

  private Summary run(String runtimeRole) {
    try {
      requireVersion();
      Summary summary = new Summary(migrate(), complete(runtimeRole));
      LOG.info(
          "The database is up to date: {} migrations, {} partitions added",
          summary.migrations(),
          summary.partitions());
      return summary;
    } catch (SQLException | FlywayException e) {
      throw new MigrationException("the database cannot be migrated: " + e.getMessage(), e);
    }
  }

  private void requireVersion() throws SQLException {
    try (Connection connection = admin.getConnection()) {
      DatabaseMetaData server = connection.getMetaData();
      if (server.getDatabaseMajorVersion() < OLDEST_POSTGRESQL) {
        throw new MigrationException(
            "PostgreSQL %s is too old: AxonTask needs %d or newer"
                .formatted(server.getDatabaseProductVersion(), OLDEST_POSTGRESQL));
      }
    }
  }

  private int migrate() {
    Flyway flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(admin)
            .locations("classpath:db/migration")
            .table("axontask_schema_history")
            .defaultSchema("public")
            .cleanDisabled(true)
            .validateMigrationNaming(true)
            .failOnMissingLocations(true)
            .load();
    refuseNewerSchema(flyway.info().applied());
    return flyway.migrate().migrationsExecuted;
  }

  /** Flyway itself would pass over what it does not know. */
  private static void refuseNewerSchema(MigrationInfo[] applied) {
    for (MigrationInfo migration : applied) {
      if (!migration.getState().isResolved()) {
        throw new MigrationException(
            "the database was migrated by a newer AxonTask (%s %s): start that version or a newer one"
                .formatted(migration.getVersion(), migration.getDescription()));
      }
    }
  }

  /**
   * What Flyway, which lets one in at a time, does not do: one at a time too, because two servers
   * that start at once would make the same partition. Gives the number of partitions. A crash
   * leaves some of them, and the next start makes the others.
   */
  private int complete(String runtimeRole) throws SQLException {
    try (Connection connection = admin.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement lock = connection.prepareStatement(ONE_AT_A_TIME)) {
        lock.execute();
        int partitions = createPartitions();
        RuntimeGrants.grant(admin, runtimeRole);
        return partitions;
      } finally {
        connection.rollback();
      }
    }
  }

  private int createPartitions() throws SQLException {
    try (Connection connection = admin.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT axontask_create_event_partitions(?::timestamptz, ?)")) {
      statement.setString(1, Instant.now(clock).toString());
      statement.setInt(2, 1 + MONTHS_AHEAD);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
