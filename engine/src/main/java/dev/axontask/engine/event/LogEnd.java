package dev.axontask.engine.event;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The end of a task's log, for readers who want what is newest. Thread-safe. */
public final class LogEnd {
  private static final int ROWS_A_FETCH = 32;

  private final Database database;

  public LogEnd(Database database) {
    this.database = database;
  }

  /**
   * The newest events, in the order of the log.
   *
   * @param maxEvents at least 1
   * @param maxBytes of payload, about: the oldest event given is the one that goes over it
   * @return nothing if the log is empty, and if there is no such task for this caller
   */
  public List<Event> read(Caller caller, TaskId task, int maxEvents, long maxBytes) {
    return before(caller, task, Long.MAX_VALUE, maxEvents, maxBytes);
  }

  /**
   * The newest of the events up to a position, in the order of the log.
   *
   * @param seq inclusive
   */
  public List<Event> before(Caller caller, TaskId task, long seq, int maxEvents, long maxBytes) {
    return database.asTenant(caller.tenant(), tx -> newest(tx, task, seq, maxEvents, maxBytes));
  }

  private static List<Event> newest(
      Connection tx, TaskId task, long seq, int maxEvents, long maxBytes) throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            SELECT seq, attempt, ts, kind, payload, payload_len, salt, pc, hash_prev, hash_curr
            FROM task_events WHERE task_id = ? AND seq <= ? ORDER BY seq DESC LIMIT ?
            """)) {
      statement.setObject(1, task.value());
      statement.setLong(2, seq);
      statement.setInt(3, maxEvents);
      statement.setFetchSize(ROWS_A_FETCH);
      Deque<Event> events = new ArrayDeque<>();
      long bytes = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (bytes < maxBytes && rows.next()) {
          Event event = EventPages.event(rows);
          bytes += event.payload() == null ? 0 : event.payloadLength();
          events.addFirst(event);
        }
      }
      return List.copyOf(events);
    }
  }
}
