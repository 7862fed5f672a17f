package dev.axontask.engine.event;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Reads the end of a task's output, from the back, without reading the rest. Thread-safe. */
public final class OutputTail {
  /**
   * Events that are looked at. Output that lies behind so many others is left out: this is a glance
   * for somebody who can read the log.
   */
  private static final int EVENTS = 1_000;

  private static final int ROWS_A_FETCH = 16;

  private final Database database;

  public OutputTail(Database database) {
    this.database = database;
  }

  /**
   * The last bytes of both outputs together, in the order of the log.
   *
   * @return none if there is no such task, or no output among its latest events
   */
  public byte[] read(Caller caller, TaskId task, int maxBytes) {
    return database.asTenant(caller.tenant(), tx -> read(tx, task, maxBytes));
  }

  private static byte[] read(Connection tx, TaskId task, int maxBytes) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT payload FROM task_events
             WHERE task_id = ? AND kind IN ('stdout', 'stderr') AND payload IS NOT NULL
               AND seq > (SELECT last_seq FROM task_heads WHERE task_id = ?) - ?
             ORDER BY seq DESC LIMIT ?
            """)) {
      select.setObject(1, task.value());
      select.setObject(2, task.value());
      select.setInt(3, EVENTS);
      select.setInt(4, Math.min(maxBytes, EVENTS));
      select.setFetchSize(ROWS_A_FETCH);
      Deque<byte[]> pieces = new ArrayDeque<>();
      long bytes = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (bytes < maxBytes && rows.next()) {
          byte[] piece = rows.getBytes(1);
          pieces.addFirst(piece);
          bytes += piece.length;
        }
      }
      return end(pieces, Math.toIntExact(Math.max(0, bytes - maxBytes)));
    }
  }

  private static byte[] end(Deque<byte[]> pieces, int skip) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(all::writeBytes);
    byte[] bytes = all.toByteArray();
    return Arrays.copyOfRange(bytes, skip, bytes.length);
  }
}
