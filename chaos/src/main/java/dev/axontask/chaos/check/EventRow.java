package dev.axontask.chaos.check;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;

/**
 * A row of {@code task_events}.
 *
 * @param micros since the epoch
 * @param payload of a run, where nothing is ever erased
 */
record EventRow(
    UUID task,
    long seq,
    int attempt,
    long micros,
    String kind,
    byte[] payload,
    int length,
    byte[] salt,
    byte[] commitment,
    byte[] previous,
    byte[] hash) {
  private static final Set<String> LAST =
      Set.of("succeeded", "failed", "canceled", "timed_out", "lost", "dead_letter");

  static final String COLUMNS =
      """
      SELECT task_id, seq, attempt, (extract(epoch FROM ts) * 1000000)::bigint AS micros, kind,
             payload, payload_len, salt, pc, hash_prev, hash_curr
        FROM task_events ORDER BY task_id, seq
      """;

  static EventRow of(ResultSet row) throws SQLException {
    return new EventRow(
        row.getObject("task_id", UUID.class),
        row.getLong("seq"),
        row.getInt("attempt"),
        row.getLong("micros"),
        row.getString("kind"),
        row.getBytes("payload"),
        row.getInt("payload_len"),
        row.getBytes("salt"),
        row.getBytes("pc"),
        row.getBytes("hash_prev"),
        row.getBytes("hash_curr"));
  }

  /** Whether nothing may follow a row of this kind. */
  boolean last() {
    return isLast(kind);
  }

  /** Whether the word is a state in which a task stays, and the kind of a last event. */
  static boolean isLast(String word) {
    return LAST.contains(word);
  }

  boolean output() {
    return kind.equals("stdout") || kind.equals("stderr");
  }
}
