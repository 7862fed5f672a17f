package dev.axontask.stores;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A table of numbers, and questions to a store. */
final class Rows {
  private Rows() {}

  static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(), postgres.adminUser(), postgres.adminPassword());
  }

  static void create(EmbeddedPostgres postgres) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE numbers (n int PRIMARY KEY)");
    }
  }

  static void insert(EmbeddedPostgres postgres, int number) throws SQLException {
    try (Connection connection = connect(postgres)) {
      insert(connection, number);
    }
  }

  static void insert(Connection connection, int number) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO numbers (n) VALUES (?)")) {
      statement.setInt(1, number);
      statement.executeUpdate();
    }
  }

  static List<Integer> all(EmbeddedPostgres postgres) throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT n FROM numbers ORDER BY n")) {
      while (rows.next()) {
        numbers.add(rows.getInt(1));
      }
    }
    return numbers;
  }

  static String setting(EmbeddedPostgres postgres, String name) throws SQLException {
    return query(postgres, "SHOW " + name);
  }

  static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    return queryAs(postgres.jdbcUrl(), postgres.adminUser(), postgres.adminPassword(), sql);
  }

  static String queryAs(String url, String user, String password, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
