package dev.axontask.engine;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** What all processes on one database share. Written by the migrations, never changed by us. */
public final class Installation {
  private Installation() {}

  /** Part of every key in Redis; another one after a restore from a backup. */
  static UUID epoch(Database database) {
    return database.asWorker(
        one("SELECT epoch FROM installation", row -> row.getObject(1, UUID.class)));
  }

  /**
   * 32 bytes that seal what clients carry from one server to another.
   *
   * @throws dev.axontask.engine.db.DatabaseUnavailableException if PostgreSQL does not answer
   */
  public static byte[] secret(Database database) {
    return database.asTenant(
        TenantId.LOCAL, one("SELECT secret FROM installation", row -> row.getBytes(1)));
  }

  private static <T> Transaction<T> one(String query, Column<T> column) {
    return tx -> {
      try (Statement select = tx.createStatement();
          ResultSet row = select.executeQuery(query)) {
        row.next();
        return column.read(row);
      }
    };
  }

  @FunctionalInterface
  private interface Column<T> {
    T read(ResultSet row) throws SQLException;
  }
}
