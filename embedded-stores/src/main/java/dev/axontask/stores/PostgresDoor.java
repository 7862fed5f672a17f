package dev.axontask.stores;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * The way in as administrator. Only SCRAM is spoken, so that whoever listens on the port learns
 * nothing of the password and has to prove that it knows it too.
 */
final class PostgresDoor {
  private static final String CANNOT_CONNECT_NOW = "57P03";
  private static final String CONNECTION_FAILED = "08001";

  private final Password password;
  private final Path data;

  PostgresDoor(Password password, Path data) {
    this.password = password;
    this.data = data;
  }

  /** Who answers on a port. */
  enum Answer {
    /** A server that knows our password and serves our data. */
    OURS,
    /** A PostgreSQL that is starting, recovering or stopping; it does not say whose. */
    NOT_YET,
    /** Nobody listens. */
    NOBODY,
    /** Something else. */
    STRANGER
  }

  Answer knock(int port) {
    try (Connection connection = open(port, "postgres", 5)) {
      return servesOurData(connection) ? Answer.OURS : Answer.STRANGER;
    } catch (SQLException e) {
      return switch (String.valueOf(e.getSQLState())) {
        case CANNOT_CONNECT_NOW -> Answer.NOT_YET;
        case CONNECTION_FAILED -> Port.isFree(port) ? Answer.NOBODY : Answer.STRANGER;
        default -> Answer.STRANGER;
      };
    }
  }

  private boolean servesOurData(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_setting('data_directory')")) {
      return row.next() && data.equals(Path.of(row.getString(1)));
    }
  }

  Connection open(int port, String database, int timeoutSeconds) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", PostgresSettings.ADMIN);
    properties.setProperty("password", password.secret());
    properties.setProperty("requireAuth", "scram-sha-256");
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("ApplicationName", "axontask-stores");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", Integer.toString(timeoutSeconds));
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
  }
}
