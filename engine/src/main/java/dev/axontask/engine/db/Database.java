package dev.axontask.engine.db;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * One PostgreSQL database under its roles. Thread-safe. Not to be called on a thread that may be
 * interrupted: an interrupt of a virtual thread closes the socket under the transaction.
 *
 * @param app connections of the role {@code axontask_app}: one tenant a transaction
 * @param worker connections of the role {@code axontask_worker}: all tenants
 * @param turns of the transactions of tenants: callers decide how many begin at once
 */
public record Database(DataSource app, DataSource worker, Turns turns) implements AutoCloseable {
  private static final int TRIES = 4;

  /** Runs a transaction that sees this tenant's rows alone. */
  @CheckReturnValue
  public <T> T asTenant(TenantId tenant, Transaction<T> transaction) {
    return turns.take(() ->
        run(
            app,
            tx -> {
              setTenant(tx, tenant);
              return transaction.run(tx);
            }));
  }

  /** Runs a transaction that sees the rows of all tenants. */
  @CheckReturnValue
  public <T> T asWorker(Transaction<T> transaction) {
    return run(worker, transaction);
  }

  /** Runs a transaction that may trim the events of all tenants, as far as snapshots cover them. */
  @CheckReturnValue
  public <T> T asRetention(Transaction<T> transaction) {
    return run(
        worker,
        tx -> {
          setRole(tx, "axontask_retention");
          return transaction.run(tx);
        });
  }

  /** Runs a transaction that may erase payloads of this tenant's finished tasks. */
  @CheckReturnValue
  public <T> T asEraser(TenantId tenant, Transaction<T> transaction) {
    return asTenant(
        tenant,
        tx -> {
          setRole(tx, "axontask_eraser");
          return transaction.run(tx);
        });
  }

  /** Until the end of the transaction. */
  private static void setRole(Connection tx, String role) throws SQLException {
    try (Statement set = tx.createStatement()) {
      set.execute("SET LOCAL ROLE " + role);
    }
  }

  private static void setTenant(Connection tx, TenantId tenant) throws SQLException {
    try (PreparedStatement set =
        tx.prepareStatement("SELECT set_config('axontask.tenant', ?, true)")) {
      set.setString(1, tenant.toString());
      set.execute();
    }
  }

  private static <T> T run(DataSource pool, Transaction<T> transaction) {
    for (int tries = 1; ; tries++) {
      try {
        return once(pool, transaction);
      } catch (SQLException failure) {
        // Rolled back by the server: nothing of it is left, and the whole of it is run again.
        if (tries == TRIES || !SqlFailures.runAgain(failure)) {
          throw SqlFailures.translate(failure, false);
        }
      }
    }
  }

  private static <T> T once(DataSource pool, Transaction<T> transaction) throws SQLException {
    try (Connection tx = pool.getConnection()) {
      T result;
      try {
        result = transaction.run(tx);
      } catch (SQLException | RuntimeException | Error failure) {
        rollBack(tx, failure);
        throw failure;
      }
      commit(tx);
      return result;
    }
  }

  private static void rollBack(Connection tx, Throwable failure) {
    try {
      tx.rollback();
    } catch (SQLException rollbackFailed) {
      failure.addSuppressed(rollbackFailed);
    }
  }

  private static void commit(Connection tx) throws SQLException {
    try {
      tx.commit();
    } catch (SQLException failure) {
      if (SqlFailures.runAgain(failure)) {
        throw failure;
      }
      throw SqlFailures.translate(failure, true);
    }
  }

  @Override
  public void close() {
    for (DataSource pool : new DataSource[] {app, worker}) {
      if (pool instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception unexpected) {
          throw new IllegalStateException("a pool of connections did not close", unexpected);
        }
      }
    }
  }
}
