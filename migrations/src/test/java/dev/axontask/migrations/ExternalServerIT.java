package dev.axontask.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.stores.EmbeddedPostgres;
import dev.axontask.stores.scratch.ScratchFolder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server of somebody else's, where nobody of ours is superuser. */
class ExternalServerIT {
  private static final String PASSWORD = "of-the-test";

  private final ScratchFolder scratch = ScratchFolder.create();
  private final EmbeddedPostgres postgres =
      EmbeddedPostgres.start(scratch.path().resolve("postgres"), ScratchFolder.programs());
  private final String url = postgres.jdbcUrl().replaceFirst("/axontask$", "/hosted");

  @BeforeEach
  void makeDatabase() throws SQLException {
    run(
        postgres.jdbcUrl(),
        postgres.adminUser(),
        postgres.adminPassword(),
        "CREATE ROLE hosted LOGIN CREATEROLE PASSWORD '" + PASSWORD + "'",
        "CREATE DATABASE hosted OWNER hosted");
  }

  @AfterEach
  void stop() {
    try (scratch;
        postgres) {
      assertThat(postgres.port()).isPositive();
    }
  }

  @Test
  void oneLoginThatMigratesAndServesMayTakeBothRolesAndIsHeldToThePolicies() throws SQLException {
    Migrations.run(url, "hosted", PASSWORD, "hosted", Clock.systemUTC());

    for (String role : List.of("axontask_app", "axontask_worker")) {
      run(url, "hosted", PASSWORD, "SET ROLE " + role, "SELECT count(*) FROM tasks");
    }
    assertThat(count("SET ROLE axontask_app", "SELECT count(*) FROM tenants")).isZero();
    assertThat(count("SET ROLE axontask_worker", "SELECT count(*) FROM tenants")).isEqualTo(1);
    assertThat(Migrations.run(url, "hosted", PASSWORD, "hosted", Clock.systemUTC()))
        .isEqualTo(new Migrations.Summary(0, 0));
  }

  @Test
  void aLoginOfItsOwnForServingNeedsNoRightBeyondTheTwoRoles() throws SQLException {
    run(
        postgres.jdbcUrl(),
        postgres.adminUser(),
        postgres.adminPassword(),
        "CREATE ROLE \"Serving Login\" LOGIN NOINHERIT PASSWORD '" + PASSWORD + "'");

    Migrations.run(url, "hosted", PASSWORD, "Serving Login", Clock.systemUTC());

    run(url, "Serving Login", PASSWORD, "SET ROLE axontask_app", "SELECT count(*) FROM tasks");
    run(url, "Serving Login", PASSWORD, "SET ROLE axontask_worker", "SELECT count(*) FROM workers");
  }

  private int count(String... commands) throws SQLException {
    return run(url, "hosted", PASSWORD, commands);
  }

  /** Runs all, and returns the number that the last one answers, if it does. */
  private static int run(String url, String user, String password, String... commands)
      throws SQLException {
    int answer = -1;
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        if (statement.execute(command)) {
          try (ResultSet row = statement.getResultSet()) {
            row.next();
            answer = row.getInt(1);
          }
        }
      }
    }
    return answer;
  }
}
