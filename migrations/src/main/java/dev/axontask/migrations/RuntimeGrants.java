package dev.axontask.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Lets the application's login say SET ROLE to the roles that serve, run, trim and erase, and to no
 * other.
 */
final class RuntimeGrants {
  private static final List<String> ROLES =
      List.of("axontask_app", "axontask_worker", "axontask_retention", "axontask_eraser");

  private RuntimeGrants() {}

  /**
   * Also when the login is the one that migrates: since PostgreSQL 16, who creates a role may grant
   * it, but not become it.
   */
  static void grant(DataSource admin, String login) throws SQLException {
    try (Connection connection = admin.getConnection()) {
      requireLogin(connection, login);
      for (String role : ROLES) {
        if (!maySetRole(connection, login, role)) {
          grant(connection, login, role);
        }
      }
    }
  }

  private static void requireLogin(Connection connection, String login) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ? AND rolcanlogin")) {
      statement.setString(1, login);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new MigrationException("the database has no login role named " + login);
        }
      }
    }
  }

  private static boolean maySetRole(Connection connection, String login, String role)
      throws SQLException {
    boolean hasSetOption = connection.getMetaData().getDatabaseMajorVersion() >= 16;
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_has_role(?::name, ?::name, ?)")) {
      statement.setString(1, login);
      statement.setString(2, role);
      statement.setString(3, hasSetOption ? "SET" : "MEMBER");
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }

  private static void grant(Connection connection, String login, String role) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "GRANT %s TO %s"
              .formatted(
                  statement.enquoteIdentifier(role, true),
                  statement.enquoteIdentifier(login, true)));
    }
  }
}
