package dev.axontask.chaos.check;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** The database of a run, read in one snapshot that can change nothing. For one thread. */
final class FinalDatabase implements AutoCloseable {
  private static final int FETCH = 1000;

  private final Connection connection;

  FinalDatabase(String url, String user, String password) throws SQLException {
    connection = DriverManager.getConnection(url, user, password);
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
  }

  Map<UUID, TaskRow> tasks() throws SQLException {
    Map<UUID, TaskRow> tasks = new HashMap<>();
    each(TaskRow.COLUMNS, TaskRow::of, task -> tasks.put(task.id(), task));
    return tasks;
  }

  Map<UUID, List<AttemptRow>> attempts() throws SQLException {
    Map<UUID, List<AttemptRow>> attempts = new HashMap<>();
    each(
        AttemptRow.COLUMNS,
        AttemptRow::of,
        attempt -> attempts.computeIfAbsent(attempt.task(), _ -> new ArrayList<>()).add(attempt));
    return attempts;
  }

  /** Gives every event, task by task, in the order of their numbers. */
  void events(Consumer<EventRow> to) throws SQLException {
    each(EventRow.COLUMNS, EventRow::of, to);
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> void each(String query, Reading<T> reading, Consumer<T> to) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          to.accept(reading.read(rows));
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
