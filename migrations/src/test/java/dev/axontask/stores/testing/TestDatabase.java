package dev.axontask.stores.testing;

import dev.axontask.stores.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of one test class.
 *
 * @param jdbcUrl without user and password
 */
public record TestDatabase(EmbeddedPostgres server, String name, String jdbcUrl)
    implements AutoCloseable {

  static TestDatabase create(EmbeddedPostgres server, String name, String template) {
    TestDatabase database =
        new TestDatabase(server, name, "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + name);
    database.inMaintenance("CREATE DATABASE " + name + " TEMPLATE " + template);
    return database;
  }

  /** Connects as the superuser, past every policy: to arrange and to look. */
  public DataSource admin() {
    return source(server.adminUser(), server.adminPassword());
  }

  /** Connects as the application's login, which may do nothing before SET ROLE. */
  public DataSource runtime() {
    return source(server.runtimeUser(), server.runtimePassword());
  }

  public String adminUser() {
    return server.adminUser();
  }

  public String adminPassword() {
    return server.adminPassword();
  }

  public String runtimeUser() {
    return server.runtimeUser();
  }

  public String runtimePassword() {
    return server.runtimePassword();
  }

  private DataSource source(String user, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(jdbcUrl);
    source.setUser(user);
    source.setPassword(password);
    return source;
  }

  private void inMaintenance(String command) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL("jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres");
    source.setUser(server.adminUser());
    source.setPassword(server.adminPassword());
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    } catch (SQLException e) {
      throw new IllegalStateException(command + ": " + e.getMessage(), e);
    }
  }

  /** Drops it; sessions that are open are ended. */
  @Override
  public void close() {
    inMaintenance("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }
}
