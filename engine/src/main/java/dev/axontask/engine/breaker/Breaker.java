package dev.axontask.engine.breaker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A breaker as it is shown.
 *
 * @param target empty for the adapter as a whole
 * @param failures in a row
 * @param until when it is half-open; null unless it is open
 * @param errorJson of the last failure: a JSON object {@code code, message, transient}
 */
public record Breaker(
    String adapter,
    String target,
    BreakerStatus status,
    int failures,
    @Nullable Instant until,
    @Nullable String errorJson) {

  /** What {@link #read} reads of a row of {@code circuit_breakers} named {@code b}. */
  public static final String COLUMNS =
      """
      b.adapter AS breaker_adapter, b.target AS breaker_target, b.failures AS breaker_failures,
      b.open_until AS breaker_until, b.open_until > clock_timestamp() AS breaker_open,
      b.error::text AS breaker_error
      """;

  /** Of a row with {@link #COLUMNS}; null where the row has no breaker. */
  public static @Nullable Breaker read(ResultSet row) throws SQLException {
    String adapter = row.getString("breaker_adapter");
    if (adapter == null) {
      return null;
    }
    OffsetDateTime until = row.getObject("breaker_until", OffsetDateTime.class);
    boolean open = row.getBoolean("breaker_open");
    return new Breaker(
        adapter,
        row.getString("breaker_target"),
        until == null ? BreakerStatus.CLOSED : open ? BreakerStatus.OPEN : BreakerStatus.HALF_OPEN,
        row.getInt("breaker_failures"),
        until == null || !open ? null : until.toInstant(),
        row.getString("breaker_error"));
  }
}
