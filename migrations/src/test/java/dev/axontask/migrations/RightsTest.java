package dev.axontask.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what with whose rows, asked of PostgreSQL itself. */
class RightsTest {
  private static final String OURS = "00000000-0000-7000-8000-00000000000a";
  private static final String THEIRS = "00000000-0000-7000-8000-00000000000b";
  private static final TestDatabase DATABASE = SharedStores.freshDatabase();

  @BeforeAll
  static void fill() throws SQLException {
    fill(OURS, "01980000-0000-7000-8000-00000000000a");
    fill(THEIRS, "01980000-0000-7000-8000-00000000000b");
  }

  private static void fill(String tenant, String task) throws SQLException {
    String hash = "sha256('x')";
    Sql.admin(DATABASE)
        .run(
            "INSERT INTO tenants (id, name) VALUES ('%s', 'somebody')".formatted(tenant),
            """
            INSERT INTO tasks (id, tenant_id, principal, adapter, args, spec_hash, state, created_at)
              VALUES ('%s', '%s', 'p', 'shell', '{}', %s, 'pending', now())
            """
                .formatted(task, tenant, hash),
            """
            INSERT INTO task_heads (task_id, tenant_id, last_hash, last_ts)
              VALUES ('%s', '%s', %s, now())
            """
                .formatted(task, tenant, hash),
            """
            INSERT INTO task_queue (task_id, tenant_id, adapter, priority, run_at)
              VALUES ('%s', '%s', 'shell', 5, now())
            """
                .formatted(task, tenant),
            """
            INSERT INTO attempts (task_id, number, tenant_id, worker_id, host_id, detached,
                                  fencing_token, started_at)
              VALUES ('%s', 1, '%s', gen_random_uuid(), gen_random_uuid(), true, 1, now())
            """
                .formatted(task, tenant),
            """
            INSERT INTO idempotency_keys (tenant_id, principal, key, digest, request, task_id,
                                          created_at)
              VALUES ('%2$s', 'p', 'k', '', '{}', '%1$s', now())
            """
                .formatted(task, tenant),
            """
            INSERT INTO task_events (task_id, seq, tenant_id, attempt, ts, kind, payload,
                                     payload_len, salt, pc, hash_prev, hash_curr)
              VALUES ('%1$s', 1, '%2$s', 1, now(), 'stdout', 'x', 1, 's', %3$s, %3$s, %3$s)
            """
                .formatted(task, tenant, hash),
            "INSERT INTO task_inputs (task_id, key, tenant_id, asked_seq) VALUES ('%s', 'k', '%s', 1)"
                .formatted(task, tenant),
            "INSERT INTO concurrency_keys (tenant_id, key, max_running) VALUES ('%s', 'k', 1)"
                .formatted(tenant),
            "INSERT INTO paused_keys (tenant_id, key, until) VALUES ('%s', 'k', now())"
                .formatted(tenant),
            "INSERT INTO paused_queues (tenant_id, adapter) VALUES ('%s', 'shell')"
                .formatted(tenant),
            "INSERT INTO circuit_breakers (tenant_id, adapter, target) VALUES ('%s', 'shell', '')"
                .formatted(tenant),
            """
            INSERT INTO task_sent_inputs (task_id, seq, tenant_id, attempt, stdin_offset, bytes, ends)
              VALUES ('%s', 1, '%s', 1, 0, 1, false)
            """
                .formatted(task, tenant),
            """
            INSERT INTO task_snapshots (task_id, tenant_id, seq, head_hash, kinds, digest, trimmed_hash)
              VALUES ('%1$s', '%2$s', 1, %3$s, '{}', %3$s, %3$s)
            """
                .formatted(task, tenant, hash),
            """
            INSERT INTO erasures (id, tenant_id, task_id, seqs, principal, reason)
              VALUES (gen_random_uuid(), '%2$s', '%1$s', '{1}', 'p', 'because')
            """
                .formatted(task, tenant),
            """
            INSERT INTO dead_letters (task_id, tenant_id, reason, attempts, created_at)
              VALUES ('%s', '%s', 'attempts_exhausted', 2, now())
            """
                .formatted(task, tenant),
            """
            INSERT INTO schedules (id, tenant_id, principal, name, kind, cron, zone, adapter, spec,
                                   missed_runs, missed_run_limit, overlap, jitter_s, state,
                                   planned_at, next_run_at, created_at, updated_at)
              VALUES ('%1$s', '%2$s', 'p', 'n', 'recurring', '* * * * *', 'UTC', 'shell', '{}',
                      'skip', 1, 'skip', 0, 'active', now(), now(), now(), now())
            """
                .formatted(task, tenant),
            """
            INSERT INTO schedule_runs (schedule_id, planned_at, tenant_id, outcome)
              VALUES ('%s', now(), '%s', 'missed')
            """
                .formatted(task, tenant),
            """
            INSERT INTO task_dependencies (task_id, depends_on, tenant_id, policy, place)
              VALUES ('%s', gen_random_uuid(), '%s', 'any', 0)
            """
                .formatted(task, tenant),
            """
            INSERT INTO mcp_sessions (tenant_id, id, principal, revision, capabilities, client_info)
              VALUES ('%s', gen_random_uuid(), 'p', '2025-11-25', '{}', '{}')
            """
                .formatted(tenant));
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  @Test
  void rowLevelSecurityIsForcedOnEveryTableWithATenant() throws SQLException {
    List<String> unprotected =
        Sql.admin(DATABASE)
            .list(
                """
                SELECT c.relname FROM pg_class c
                 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                   AND (c.relname = 'tenants' OR EXISTS (
                         SELECT 1 FROM pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))
                   AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                """);
    assertThat(unprotected).isEmpty();
  }

  @Test
  void theApplicationsRolesOwnNothingAndCannotLogIn() throws SQLException {
    assertThat(
            Sql.admin(DATABASE)
                .list(
                    """
                    SELECT r.rolname, d.objid FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
                     WHERE d.deptype = 'o' AND r.rolname LIKE 'axontask\\_%' AND NOT r.rolsuper
                    """))
        .isEmpty();
    assertThat(
            Sql.admin(DATABASE)
                .list(
                    """
                    SELECT rolname, rolcanlogin, rolinherit, rolsuper, rolbypassrls, rolcreaterole,
                           rolcreatedb
                      FROM pg_roles WHERE rolname LIKE 'axontask\\_%' AND rolname <> 'axontask_admin'
                     ORDER BY 1
                    """))
        .containsExactly(
            "axontask_app f f f f f f",
            "axontask_eraser f f f f f f",
            "axontask_retention f f f f f f",
            "axontask_runtime t f f f f f",
            "axontask_worker f f f f f f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenants",
        "tasks",
        "task_heads",
        "task_queue",
        "attempts",
        "idempotency_keys",
        "task_events",
        "task_inputs",
        "dead_letters",
        "task_sent_inputs",
        "mcp_sessions",
        "concurrency_keys",
        "paused_keys",
        "paused_queues",
        "circuit_breakers",
        "task_snapshots",
        "erasures",
        "schedules",
        "schedule_runs",
        "task_dependencies"
      })
  void theApplicationSeesTheRowsOfItsTenantAndNoneWithoutOne(String table) throws SQLException {
    Sql app = Sql.as(DATABASE, "axontask_app");
    String count = "SELECT count(*) FROM " + table;
    String tenant = table.equals("tenants") ? "id" : "tenant_id";

    assertThat(app.list(count)).containsExactly("0");
    assertThat(app.of("").list(count)).containsExactly("0");
    assertThat(app.of(OURS).list(count)).containsExactly("1");
    assertThat(app.of(OURS).list("SELECT %s FROM %s".formatted(tenant, table)))
        .containsExactly(OURS);
  }

  @Test
  void theApplicationCannotTouchAnothersRowsNorMakeRowsForAnother() throws SQLException {
    Sql app = Sql.as(DATABASE, "axontask_app").of(OURS);

    assertThat(
            app.update("UPDATE tasks SET name = 'mine' WHERE tenant_id = '%s'".formatted(THEIRS)))
        .isZero();
    assertThatThrownBy(() ->
            app.update(
                """
                INSERT INTO task_queue (task_id, tenant_id, priority, run_at)
                  VALUES (gen_random_uuid(), '%s', 5, now())
                """
                    .formatted(THEIRS)))
        .hasMessageContaining("row-level security");
    assertThatThrownBy(() -> app.update("UPDATE tasks SET tenant_id = '%s'".formatted(THEIRS)))
        .hasMessageContaining("row-level security");
  }

  @Test
  void aWorkerSeesAllTenants() throws SQLException {
    assertThat(Sql.as(DATABASE, "axontask_worker").list("SELECT count(*) FROM tasks"))
        .containsExactly("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"axontask_app", "axontask_worker"})
  void eventsAreAddedAndReadNeverChanged(String role) {
    Sql sql = Sql.as(DATABASE, role).of(OURS);

    assertThatThrownBy(() -> sql.update("UPDATE task_events SET kind = 'stderr'"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> sql.update("DELETE FROM task_events"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> sql.update("TRUNCATE task_events"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void aQuestionIsAnsweredByTheApplicationAndChangedByNobody() throws SQLException {
    Sql app = Sql.as(DATABASE, "axontask_app").of(OURS);
    Sql worker = Sql.as(DATABASE, "axontask_worker");

    assertThat(app.update("UPDATE task_inputs SET answered_seq = 2")).isEqualTo(1);
    assertThatThrownBy(() -> app.update("UPDATE task_inputs SET key = 'other'"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> app.update("DELETE FROM task_inputs"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> worker.update("UPDATE task_inputs SET answered_seq = 2"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void aWorkerReadsNoHistoryOfSchedulesAndChangesNone() throws SQLException {
    Sql worker = Sql.as(DATABASE, "axontask_worker");

    assertThatThrownBy(() -> worker.list("SELECT count(*) FROM schedule_runs"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> worker.update("UPDATE schedules SET held = true"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void aPlannedTimeIsDecidedOnce() {
    assertThatThrownBy(() ->
            Sql.admin(DATABASE)
                .run(
                    """
                    INSERT INTO schedule_runs (schedule_id, planned_at, tenant_id, outcome)
                    SELECT schedule_id, planned_at, tenant_id, outcome FROM schedule_runs
                    """))
        .hasMessageContaining("each_planned_time_is_decided_once");
  }

  @Test
  void aPartitionIsNoWayRoundThePolicies() {
    Sql app = Sql.as(DATABASE, "axontask_app").of(OURS);

    assertThatThrownBy(() -> app.list("SELECT count(*) FROM task_events_rest"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void theEraserEmptiesPayloadsOfItsTenantsClosedLogsOnlyAndLeavesNoSalt() throws SQLException {
    Sql eraser = Sql.as(DATABASE, "axontask_eraser").of(THEIRS);
    String erase = "UPDATE task_events SET payload = NULL, salt = NULL";

    assertThat(eraser.update(erase)).isZero();
    Sql.admin(DATABASE).run("UPDATE task_heads SET closed = true");
    assertThatThrownBy(() -> eraser.update("UPDATE task_events SET payload = NULL"))
        .hasMessageContaining("row-level security");
    assertThatThrownBy(() -> eraser.update("UPDATE task_events SET payload = 'y'"))
        .hasMessageContaining("row-level security");
    assertThat(eraser.update(erase)).isEqualTo(1);
    assertThatThrownBy(() -> eraser.update("UPDATE task_events SET kind = 'stderr'"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void theRuntimeLoginIsNobodyUntilItTakesOneOfItsRoles() {
    Sql login = new Sql(DATABASE.runtime(), "", OURS);

    assertThatThrownBy(() -> login.list("SELECT count(*) FROM tasks"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> Sql.as(DATABASE, "axontask_admin").list("SELECT 1"))
        .hasMessageContaining("permission denied to set role");
  }

  @Test
  void theRolesHaveTheseRightsAndNoOthers() throws SQLException {
    assertThat(
            Sql.admin(DATABASE)
                .list(
                    """
                    SELECT grantee, table_name, string_agg(privilege_type, ',' ORDER BY privilege_type)
                      FROM information_schema.role_table_grants
                     WHERE grantee LIKE 'axontask\\_%' AND grantee <> 'axontask_admin'
                        OR grantee = 'PUBLIC' AND table_schema = 'public'
                     GROUP BY 1, 2 ORDER BY 1, 2
                    """))
        .containsExactly(
            "axontask_app attempts SELECT",
            "axontask_app circuit_breakers SELECT",
            "axontask_app concurrency_keys INSERT,SELECT,UPDATE",
            "axontask_app dead_letters DELETE,SELECT",
            "axontask_app erasures SELECT",
            "axontask_app idempotency_keys INSERT,SELECT",
            "axontask_app installation SELECT",
            "axontask_app mcp_sessions DELETE,INSERT,SELECT,UPDATE",
            "axontask_app paused_keys INSERT,SELECT,UPDATE",
            "axontask_app paused_queues DELETE,INSERT,SELECT",
            "axontask_app schedule_runs DELETE,INSERT,SELECT",
            "axontask_app schedules INSERT,SELECT,UPDATE",
            "axontask_app task_dependencies INSERT,SELECT",
            "axontask_app task_events INSERT,SELECT",
            "axontask_app task_heads INSERT,SELECT,UPDATE",
            "axontask_app task_inputs SELECT",
            "axontask_app task_queue DELETE,INSERT,SELECT,UPDATE",
            "axontask_app task_sent_inputs INSERT,SELECT",
            "axontask_app task_snapshots SELECT",
            "axontask_app tasks INSERT,SELECT,UPDATE",
            "axontask_app tenants SELECT",
            "axontask_eraser erasures INSERT",
            "axontask_eraser task_events SELECT",
            "axontask_eraser task_heads SELECT",
            "axontask_retention task_events DELETE,SELECT",
            "axontask_retention task_heads SELECT",
            "axontask_retention task_snapshots INSERT,SELECT",
            "axontask_retention tasks SELECT",
            "axontask_retention tenants SELECT",
            "axontask_worker attempts INSERT,SELECT,UPDATE",
            "axontask_worker circuit_breakers DELETE,INSERT,SELECT,UPDATE",
            "axontask_worker concurrency_keys DELETE,SELECT,UPDATE",
            "axontask_worker dead_letters DELETE,INSERT,SELECT",
            "axontask_worker mcp_sessions DELETE,SELECT",
            "axontask_worker paused_keys DELETE,SELECT,UPDATE",
            "axontask_worker paused_queues SELECT",
            "axontask_worker schedules DELETE,SELECT",
            "axontask_worker task_dependencies SELECT",
            "axontask_worker task_events INSERT,SELECT",
            "axontask_worker task_heads INSERT,SELECT,UPDATE",
            "axontask_worker task_inputs INSERT,SELECT",
            "axontask_worker task_queue DELETE,INSERT,SELECT,UPDATE",
            "axontask_worker task_sent_inputs SELECT",
            "axontask_worker tasks INSERT,SELECT,UPDATE",
            "axontask_worker tenants SELECT",
            "axontask_worker workers INSERT,SELECT,UPDATE");
    assertThat(
            Sql.admin(DATABASE)
                .list(
                    """
                    SELECT grantee, table_name, column_name FROM information_schema.column_privileges
                     WHERE grantee = 'axontask_eraser' AND privilege_type = 'UPDATE' ORDER BY 3
                    """))
        .containsExactly("axontask_eraser task_events payload", "axontask_eraser task_events salt");
  }

  @Test
  void aWorkerDoesNotReadTheSecretOfTheServersThatAnswer() throws SQLException {
    Sql worker = Sql.as(DATABASE, "axontask_worker");

    assertThat(worker.list("SELECT epoch FROM installation")).hasSize(1);
    assertThatThrownBy(() -> worker.list("SELECT secret FROM installation"))
        .hasMessageContaining("permission denied");
    assertThat(Sql.as(DATABASE, "axontask_app").list("SELECT length(secret) FROM installation"))
        .containsExactly("32");
  }
}
