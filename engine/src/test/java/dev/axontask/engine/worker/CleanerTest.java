package dev.axontask.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.AttemptId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What attempts left behind. */
class CleanerTest {
  private static final UUID HOST = new UUID(1, 1);

  @TempDir Path folder;

  private static void insert(TestDatabase test, int attempts) throws SQLException {
    try (Connection admin = test.admin().getConnection();
        Statement statement = admin.createStatement()) {
      statement.execute(
          """
          INSERT INTO tasks (id, tenant_id, principal, adapter, args, spec_hash, state, attempt,
                             created_at, started_at, ended_at)
          SELECT lpad(i::text, 32, '0')::uuid, '%s', 'p', 'mock', '{}', decode(repeat('00', 32), 'hex'),
                 'succeeded', 1, now(), now(), now()
            FROM generate_series(1, %d) i
          """
              .formatted(TenantId.LOCAL, attempts));
      statement.execute(
          """
          INSERT INTO attempts (task_id, number, tenant_id, worker_id, host_id, detached,
                                fencing_token, started_at, ended_at, outcome)
          SELECT id, 1, tenant_id, gen_random_uuid(), '%s', true, 1, now(), now(), 'succeeded' FROM tasks
          """
              .formatted(HOST));
    }
  }

  @Test
  void whatCannotBeCleanedKeepsNothingElseFromIt() throws Exception {
    DetachedWork adapter = new DetachedWork();
    AttemptId last =
        new AttemptId(
            TenantId.LOCAL.value(), UUID.fromString("00000000-0000-0000-0000-000000000501"), 1);
    adapter.uncleanable = attempt -> !attempt.equals(last);
    try (TestDatabase test = SharedStores.freshDatabase();
        Database database =
            Databases.open(
                test.jdbcUrl(),
                test.runtimeUser(),
                test.runtimePassword(),
                new SimpleMeterRegistry());
        AdapterRegistry adapters =
            AdapterRegistry.of(AdapterSettings.in(folder, null), List.of(adapter))) {
      insert(test, 501);
      Cleaner cleaner = new Cleaner(database, adapters, HOST);

      assertThat(cleaner.cleanLeftOnce().again()).isTrue();
      assertThat(cleaner.cleanLeftOnce().again()).isFalse();
      assertThat(adapter.cleaned).containsExactly(last);

      adapter.uncleanable = _ -> false;
      cleaner.cleanLeftOnce();
      cleaner.cleanLeftOnce();
      assertThat(adapter.cleaned).hasSize(501);
    }
  }
}
