package dev.axontask.engine.event;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the log from PostgreSQL in pages. */
public final class EventPages {
  private EventPages() {}

  /**
   * The events after a position, in order.
   *
   * @param maxBytes of payload, about: the page ends with the event that goes over it
   */
  public static List<Event> after(Connection tx, UUID task, long seq, int maxEvents, long maxBytes)
      throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            SELECT seq, attempt, ts, kind, payload, payload_len, salt, pc, hash_prev, hash_curr
            FROM task_events WHERE task_id = ? AND seq > ? ORDER BY seq LIMIT ?
            """)) {
      statement.setObject(1, task);
      statement.setLong(2, seq);
      statement.setInt(3, maxEvents);
      // Without a fetch size the driver would hold the whole page before the bytes are counted.
      statement.setFetchSize(32);
      List<Event> page = new ArrayList<>();
      long bytes = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (bytes < maxBytes && rows.next()) {
          Event event = event(rows);
          bytes += event.payload() == null ? 0 : event.payloadLength();
          page.add(event);
        }
      }
      return page;
    }
  }

  /** The event in a row with the columns of {@link #after}. */
  public static Event event(ResultSet row) throws SQLException {
    return new Event(
        row.getLong(1),
        row.getInt(2),
        Micros.of(row.getObject(3, OffsetDateTime.class).toInstant()),
        row.getString(4),
        row.getBytes(5),
        row.getInt(6),
        row.getBytes(7),
        row.getBytes(8),
        row.getBytes(9),
        row.getBytes(10));
  }
}
