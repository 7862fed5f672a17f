package dev.axontask.stores;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes the database and the login that the application uses; again and again is no error. */
final class PostgresRoles {
  private static final int TIMEOUT_SECONDS = 60;

  private PostgresRoles() {}

  static void ensure(PostgresDoor door, int port, Password runtime) throws SQLException {
    try (Connection connection = door.open(port, "postgres", TIMEOUT_SECONDS);
        Statement statement = connection.createStatement()) {
      if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = 'axontask'")) {
        statement.execute("CREATE DATABASE axontask");
      }
      if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = 'axontask_runtime'")) {
        statement.execute("CREATE ROLE axontask_runtime");
      }
      // The generated password is base64url: it needs no quoting.
      statement.execute(
          """
          ALTER ROLE axontask_runtime
            LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
            PASSWORD '%s'
          """
              .formatted(runtime.secret()));
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }
}
