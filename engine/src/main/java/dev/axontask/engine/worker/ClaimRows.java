package dev.axontask.engine.worker;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.task.RetryPolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of a claim or an adoption, which have the same columns. */
final class ClaimRows {
  private ClaimRows() {}

  static List<Claim> read(ResultSet row, boolean adopted) throws SQLException {
    List<Claim> claims = new ArrayList<>();
    while (row.next()) {
      claims.add(claim(row, adopted));
    }
    return claims;
  }

  static Claim claim(ResultSet row, boolean adopted) throws SQLException {
    return new Claim(
        new TenantId(row.getObject("tenant_id", UUID.class)),
        new TaskId(row.getObject("task_id", UUID.class)),
        row.getInt("number"),
        row.getString("adapter"),
        row.getBytes("args"),
        row.getString("concurrency_key"),
        Duration.ofSeconds(row.getInt("timeout_s")),
        head(row),
        micros(row, "elapsed_us"),
        micros(row, "waited_us"),
        row.getLong("bytes_streamed"),
        adopted,
        adopted && row.getBoolean("recorded"),
        RetryPolicy.read(row),
        deadline(row));
  }

  private static @Nullable Duration deadline(ResultSet row) throws SQLException {
    long micros = row.getLong("deadline_us");
    return row.wasNull() ? null : Duration.of(micros, ChronoUnit.MICROS);
  }

  private static Head head(ResultSet row) throws SQLException {
    return new Head(
        row.getLong("last_seq"),
        row.getBytes("last_hash"),
        row.getLong("last_ts_us"),
        new FencingToken(row.getLong("fencing_token")),
        new ResumePoint(row.getString("resume_point")),
        row.getBoolean("closed"));
  }

  private static Duration micros(ResultSet row, String column) throws SQLException {
    return Duration.of(Math.max(0, row.getLong(column)), ChronoUnit.MICROS);
  }
}
