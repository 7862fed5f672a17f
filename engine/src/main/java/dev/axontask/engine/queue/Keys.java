package dev.axontask.engine.queue;

import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Keys as rows and parameters, {@code tenant_id, key}. */
final class Keys {
  /** Before every key. */
  static final KeyRef FIRST = new KeyRef(new TenantId(new UUID(0, 0)), "");

  private Keys() {}

  static KeyRef read(ResultSet row) throws SQLException {
    return new KeyRef(new TenantId(row.getObject("tenant_id", UUID.class)), row.getString("key"));
  }

  static void set(PreparedStatement statement, int parameter, KeyRef key) throws SQLException {
    statement.setObject(parameter, key.tenant().value());
    statement.setString(parameter + 1, key.key());
  }

  /** Whether the key's row is ours until the transaction ends; somebody else's is left to him. */
  static boolean locked(Connection tx, String table, KeyRef key) throws SQLException {
    try (PreparedStatement lock =
        tx.prepareStatement(
            "SELECT 1 FROM %s WHERE tenant_id = ? AND key = ? FOR UPDATE SKIP LOCKED"
                .formatted(table))) {
      set(lock, 1, key);
      try (ResultSet row = lock.executeQuery()) {
        return row.next();
      }
    }
  }
}
