package dev.axontask.engine.breaker;

import dev.axontask.engine.TenantId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.UUID;

/**
 * A target of a tenant's tasks.
 *
 * @param target empty for the adapter as a whole
 */
public record TargetKey(TenantId tenant, String adapter, String target)
    implements Comparable<TargetKey> {
  /** Before every key. */
  static final TargetKey FIRST = new TargetKey(new TenantId(new UUID(0, 0)), "", "");

  private static final Comparator<TargetKey> ORDER =
      Comparator.comparing((TargetKey key) -> key.tenant().value())
          .thenComparing(TargetKey::adapter)
          .thenComparing(TargetKey::target);

  /** From the columns {@code tenant_id, adapter, target}. */
  static TargetKey read(ResultSet row) throws SQLException {
    return new TargetKey(
        new TenantId(row.getObject("tenant_id", UUID.class)),
        row.getString("adapter"),
        row.getString("target"));
  }

  /** Sets three parameters, {@code tenant_id, adapter, target}. */
  void set(PreparedStatement statement, int first) throws SQLException {
    statement.setObject(first, tenant.value());
    statement.setString(first + 1, adapter);
    statement.setString(first + 2, target);
  }

  @Override
  public int compareTo(TargetKey other) {
    return ORDER.compare(this, other);
  }
}
