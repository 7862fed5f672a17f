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
  void oneLoginThatMigratesAndServesMayTakeTheRolesAndIsHeldToThePolicies() throws SQLException {
    Migrations.run(url, "hosted", PASSWORD, "hosted", Clock.systemUTC());

    for (String role : List.of("axontask_app", "axontask_worker", "axontask_retention")) {
      run(url, "hosted", PASSWORD, "SET ROLE " + role, "SELECT count(*) FROM tasks");
    }
    assertThat(count("SET ROLE axontask_app", "SELECT count(*) FROM tenants")).isZero();
    assertThat(count("SET ROLE axontask_worker", "SELECT count(*) FROM tenants")).isEqualTo(1);
    assertThat(Migrations.run(url, "hosted", PASSWORD, "hosted", Clock.systemUTC()))
        .isEqualTo(new Migrations.Summary(0, 0));
  }

  @Test
  void aLoginOfItsOwnForServingNeedsNoRightBeyondTheRoles() throws SQLException {
    run(
        postgres.jdbcUrl(),
        postgres.adminUser(),
        postgres.adminPassword(),
        "CREATE ROLE \"Serving Login\" LOGIN NOINHERIT PASSWORD '" + PASSWORD + "'");

    Migrations.run(url, "hosted", PASSWORD, "Serving Login", Clock.systemUTC());

    run(url, "Serving Login", PASSWORD, "SET ROLE axontask_app", "SELECT count(*) FROM tasks");
    run(url, "Serving Login", PASSWORD, "SET ROLE axontask_worker", "SELECT count(*) FROM workers");
    run(url, "Serving Login", PASSWORD, "SET ROLE axontask_retention", "DELETE FROM task_events");
    run(
        url,
        "Serving Login",
        PASSWORD,
        "SET ROLE axontask_eraser",
        "SELECT count(*) FROM task_heads");
  }

  @Test
  void aPartitionGoesOnlyOnceItsMonthIsOverAndEachTaskInItHasASnapshot() throws SQLException {
    Migrations.run(url, "hosted", PASSWORD, "hosted", Clock.systemUTC());
    assertThat(count("SELECT axontask_create_event_partitions('2020-01-10Z', 1)")).isEqualTo(1);
    assertThat(dropped("task_events_2020_01")).isZero();
    finishedTask("2020-01-15");
    finishedTask("2020-01-16");
    assertThat(dropped("task_events_2020_01")).isZero();
    snapshotOf("2020-01-15");
    assertThat(dropped("task_events_2020_01")).isZero();
    snapshotOf("2020-01-16");
    finishedTask("2020-02-01");
    snapshotOf("2020-02-01");

    assertThat(dropped("task_events_rest")).isZero();
    assertThat(dropped("task_events")).isZero();
    assertThat(dropped("task_events_2020_01")).isEqualTo(1);

    assertThat(asAdmin("SELECT count(*) FROM task_events")).isEqualTo(1);
    assertThat(asAdmin("SELECT count(*) FROM task_snapshots WHERE trimmed_at IS NOT NULL"))
        .isEqualTo(2);
  }

  private int dropped(String partition) throws SQLException {
    return count(
        "SET ROLE axontask_retention",
        "SELECT axontask_drop_event_partition('%s')::integer".formatted(partition));
  }

  private void finishedTask(String day) throws SQLException {
    asAdmin(
        """
        INSERT INTO tasks (id, tenant_id, principal, adapter, args, spec_hash, state, created_at, ended_at)
        SELECT axontask_uuid_floor('%sZ'), id, 'p', 'shell', '{}', sha256(''), 'succeeded', now(), now() FROM tenants
        """
            .formatted(day));
    asAdmin(
        """
        INSERT INTO task_heads (task_id, tenant_id, last_seq, last_hash, last_ts, closed)
        SELECT axontask_uuid_floor('%sZ'), id, 1, sha256(''), now(), true FROM tenants
        """
            .formatted(day));
    asAdmin(
        """
        INSERT INTO task_events (task_id, seq, tenant_id, attempt, ts, kind, payload, payload_len, salt, pc, hash_prev, hash_curr)
        SELECT axontask_uuid_floor('%sZ'), 1, id, 1, now(), 'succeeded', '', 0, '', sha256(''), sha256(''), sha256('') FROM tenants
        """
            .formatted(day));
  }

  private void snapshotOf(String day) throws SQLException {
    asAdmin(
        """
        INSERT INTO task_snapshots (task_id, tenant_id, seq, head_hash, kinds, digest, trimmed_hash)
        SELECT axontask_uuid_floor('%sZ'), id, 1, sha256(''), '{}', sha256(''), sha256('') FROM tenants
        """
            .formatted(day));
  }

  private int asAdmin(String command) throws SQLException {
    return run(url, postgres.adminUser(), postgres.adminPassword(), command);
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
