package dev.axontask.chaos.check;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code attempts}.
 *
 * @param startedMicros by the database's clock
 * @param endedMicros by the clock of whoever ended it; null while it is open
 */
record AttemptRow(
    UUID task,
    int number,
    long token,
    UUID host,
    long startedMicros,
    @Nullable Long endedMicros,
    @Nullable String outcome) {
  static final String COLUMNS =
      """
      SELECT task_id, number, fencing_token, host_id, outcome,
             (extract(epoch FROM started_at) * 1000000)::bigint AS started_micros,
             (extract(epoch FROM ended_at) * 1000000)::bigint AS ended_micros
        FROM attempts ORDER BY task_id, number
      """;

  static AttemptRow of(ResultSet row) throws SQLException {
    return new AttemptRow(
        row.getObject("task_id", UUID.class),
        row.getInt("number"),
        row.getLong("fencing_token"),
        row.getObject("host_id", UUID.class),
        row.getLong("started_micros"),
        row.getObject("ended_micros", Long.class),
        row.getString("outcome"));
  }
}
