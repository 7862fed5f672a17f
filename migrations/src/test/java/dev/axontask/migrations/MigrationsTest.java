package dev.axontask.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MigrationsTest {
  private static final Clock LEAP_DAY =
      Clock.fixed(Instant.parse("2028-02-29T23:59:59Z"), ZoneOffset.ofHours(9));

  private static Migrations.Summary run(TestDatabase database, Clock clock) {
    return Migrations.run(database.admin(), database.runtimeUser(), clock);
  }

  @Test
  void runningAgainChangesNothing() {
    try (var database = SharedStores.freshDatabase()) {
      assertThat(run(database, Clock.systemUTC())).isEqualTo(new Migrations.Summary(0, 0));
    }
  }

  @Test
  void twoThatRunAtOnceOnAnEmptyDatabaseBothEndWell() throws Exception {
    try (var database = SharedStores.emptyDatabase();
        var executor = Executors.newFixedThreadPool(4)) {
      Callable<Migrations.Summary> once = () -> run(database, LEAP_DAY);
      int migrations = 0;
      int partitions = 0;
      for (Future<Migrations.Summary> done : executor.invokeAll(List.of(once, once, once, once))) {
        migrations += done.get().migrations();
        partitions += done.get().partitions();
      }
      assertThat(migrations).isPositive();
      assertThat(partitions).isEqualTo(1 + Migrations.MONTHS_AHEAD);
      assertThat(run(database, LEAP_DAY)).isEqualTo(new Migrations.Summary(0, 0));
    }
  }

  @Test
  @Timeout(60)
  void oneThatStartsWhileAnotherMakesPartitionsWaitsForIt() throws Exception {
    try (var database = SharedStores.emptyDatabase();
        var executor = Executors.newSingleThreadExecutor()) {
      run(database, LEAP_DAY);
      try (Connection other = database.admin().getConnection();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute(Migrations.ONE_AT_A_TIME);
        statement.execute("SELECT axontask_create_event_partitions('2031-01-01', 1)");
        Clock month = Clock.fixed(Instant.parse("2031-01-15T00:00:00Z"), ZoneOffset.UTC);
        Future<Migrations.Summary> second = executor.submit(() -> run(database, month));
        awaitSomebodyWaiting(database);
        other.commit();
        assertThat(second.get()).isEqualTo(new Migrations.Summary(0, Migrations.MONTHS_AHEAD));
      }
    }
  }

  private static void awaitSomebodyWaiting(TestDatabase database) throws SQLException {
    while (Sql.admin(database)
        .list(
            """
            SELECT pid FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'
            """)
        .isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void thisMonthAndTheNextTwelveInUtcHavePartitions() throws SQLException {
    try (var database = SharedStores.emptyDatabase()) {
      run(database, LEAP_DAY);

      assertThat(
              Sql.admin(database)
                  .list(
                      """
                      SELECT inhrelid::regclass FROM pg_inherits
                       WHERE inhparent = 'task_events'::regclass ORDER BY inhrelid::regclass::text
                      """))
          .hasSize(2 + Migrations.MONTHS_AHEAD)
          .startsWith("task_events_2028_02", "task_events_2028_03")
          .endsWith("task_events_2029_02", "task_events_rest");
    }
  }

  @Test
  void monthsBeginInUtcWhereverTheServerIs() throws SQLException {
    try (var database = SharedStores.freshDatabase()) {
      Sql.admin(database)
          .run(
              "SET timezone = 'America/New_York'",
              "SELECT axontask_create_event_partitions('2034-12-31T23:59:59Z', 12)");

      assertThat(
              Sql.admin(database)
                  .list(
                      """
                      SELECT m::date FROM generate_series('2034-12-01', '2035-11-01', interval '1 month') m
                       WHERE NOT EXISTS (
                         SELECT FROM pg_class WHERE relname = 'task_events_' || to_char(m, 'YYYY_MM')
                            AND position(axontask_uuid_floor(m::timestamp AT TIME ZONE 'UTC')::text
                                         IN split_part(pg_get_expr(relpartbound, oid), 'TO', 1)) > 0)
                      """))
          .isEmpty();
    }
  }

  @Test
  void aTasksEventsLieInTheMonthOfItsCreation() throws SQLException {
    try (var database = SharedStores.emptyDatabase()) {
      run(database, LEAP_DAY);
      long millis = Instant.parse("2028-02-29T23:59:59.999Z").toEpochMilli();
      for (long instant : new long[] {millis, millis + 1}) {
        String hex = "%012x".formatted(instant);
        Sql.admin(database)
            .run(
                """
                INSERT INTO task_events (task_id, seq, tenant_id, attempt, ts, kind, payload,
                                         payload_len, salt, pc, hash_prev, hash_curr)
                  SELECT '%s-%s-7fff-bfff-ffffffffffff', 1, id, 0, now(), 'canceled', '', 0, '',
                         sha256(''), sha256(''), sha256('') FROM tenants
                """
                    .formatted(hex.substring(0, 8), hex.substring(8)));
      }

      assertThat(
              Sql.admin(database)
                  .list("SELECT tableoid::regclass FROM task_events ORDER BY task_id"))
          .containsExactly("task_events_2028_02", "task_events_2028_03");
    }
  }

  @Test
  void aLoginThatDoesNotExistIsNamed() {
    try (var database = SharedStores.freshDatabase()) {
      assertThatThrownBy(() -> Migrations.run(database.admin(), "nobody_there", Clock.systemUTC()))
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("nobody_there");
    }
  }

  @Test
  void aDatabaseOfANewerVersionIsRefused() throws SQLException {
    try (var database = SharedStores.freshDatabase()) {
      Sql.admin(database)
          .run(
              """
              INSERT INTO axontask_schema_history (installed_rank, version, description, type, script,
                                                   checksum, installed_by, execution_time, success)
                VALUES (9999, '9999', 'of the future', 'SQL', 'V9999__of_the_future.sql', 1,
                        'somebody', 1, true)
              """);

      assertThatThrownBy(() -> run(database, Clock.systemUTC()))
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("newer");
    }
  }
}
