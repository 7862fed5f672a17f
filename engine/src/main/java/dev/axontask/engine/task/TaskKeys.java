package dev.axontask.engine.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a task was started with.
 *
 * @param concurrencyLimit of the concurrency key as it stands now; null without a key, and once
 *     nobody uses the key any more
 * @param unique null too when a later task took it over
 */
public record TaskKeys(
    @Nullable String concurrency,
    @Nullable Integer concurrencyLimit,
    @Nullable String rateLimit,
    @Nullable String unique) {
  /** None. */
  public static final TaskKeys NONE = new TaskKeys(null, null, null, null);

  static TaskKeys of(QueuePolicy policy) {
    QueuePolicy.Unique unique = policy.unique();
    return new TaskKeys(
        policy.concurrencyKey(),
        policy.concurrencyLimit(),
        policy.rateLimitKey(),
        unique == null ? null : unique.key());
  }

  static TaskKeys read(ResultSet row) throws SQLException {
    int limit = row.getInt("concurrency_limit");
    return new TaskKeys(
        row.getString("concurrency_key"),
        limit == 0 ? null : limit,
        row.getString("rate_limit_key"),
        row.getString("unique_key"));
  }
}
