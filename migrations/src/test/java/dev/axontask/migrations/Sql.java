package dev.axontask.migrations;

import dev.axontask.stores.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** SQL as one of the roles, in a transaction of its own. */
record Sql(DataSource source, String role, @Nullable String tenant) {

  static Sql admin(TestDatabase database) {
    return new Sql(database.admin(), "", null);
  }

  static Sql as(TestDatabase database, String role) {
    return new Sql(database.runtime(), role, null);
  }

  /** The same with the superuser's right to become any role. */
  static Sql asAny(TestDatabase database, String role) {
    return new Sql(database.admin(), role, null);
  }

  Sql of(String someTenant) {
    return new Sql(source, role, someTenant);
  }

  void run(String... commands) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
      connection.commit();
    }
  }

  int update(String command) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      int rows = statement.executeUpdate(command);
      connection.commit();
      return rows;
    }
  }

  /** The first column of each row; columns after it are joined to it by a space. */
  List<String> list(String query) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        StringBuilder line = new StringBuilder(String.valueOf(rows.getString(1)));
        for (int i = 2; i <= rows.getMetaData().getColumnCount(); i++) {
          line.append(' ').append(rows.getString(i));
        }
        lines.add(line.toString());
      }
      return lines;
    }
  }

  private Connection open() throws SQLException {
    Connection connection = source.getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      if (!role.isEmpty()) {
        statement.execute("SET ROLE " + role);
      }
      if (tenant != null) {
        statement.execute("SET LOCAL axontask.tenant = '" + tenant + "'");
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
