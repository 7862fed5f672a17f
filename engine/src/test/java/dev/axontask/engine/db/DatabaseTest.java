package dev.axontask.engine.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.engine.TenantId;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The role that a connection has, whatever happened on it before. */
class DatabaseTest {
  TestDatabase test;
  Database database;

  @BeforeEach
  void open() {
    test = SharedStores.freshDatabase();
    database =
        Databases.open(
            test.jdbcUrl(), test.runtimeUser(), test.runtimePassword(), new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  private static String one(Connection tx, String sql) throws SQLException {
    try (Statement select = tx.createStatement();
        ResultSet row = select.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** A frozen process must not keep the rows that it locked. */
  @Test
  void aTransactionThatStandsStillIsEndedByTheDatabase() {
    String setting = "SHOW idle_in_transaction_session_timeout";

    String worker = database.asWorker(tx -> one(tx, setting));
    String app = database.asTenant(TenantId.LOCAL, tx -> one(tx, setting));
    assertThat(List.of(worker, app)).containsExactly("15s", "15s");
  }

  @Test
  void aConnectionWhoseFirstTransactionFailedKeepsItsRole() {
    for (int connection = 0; connection < 3; connection++) {
      assertThatThrownBy(
              () -> database.asTenant(TenantId.LOCAL, tx -> one(tx, "SELECT 1 FROM nowhere")))
          .isInstanceOf(DatabaseException.class);
      assertThatThrownBy(() -> database.asWorker(tx -> one(tx, "SELECT 1 FROM nowhere")))
          .isInstanceOf(DatabaseException.class);
    }

    String app = database.asTenant(TenantId.LOCAL, tx -> one(tx, "SELECT current_user"));
    assertThat(app).isEqualTo("axontask_app");
    String worker = database.asWorker(tx -> one(tx, "SELECT current_user"));
    assertThat(worker).isEqualTo("axontask_worker");
    String plans = database.asWorker(tx -> one(tx, "SHOW plan_cache_mode"));
    assertThat(plans).isEqualTo("force_custom_plan");
  }
}
