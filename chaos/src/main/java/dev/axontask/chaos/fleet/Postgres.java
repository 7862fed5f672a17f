package dev.axontask.chaos.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A real PostgreSQL on a host of its own, durable as the product's own is. Thread-safe. */
public final class Postgres {
  private static final String ADMIN = "chaos_admin";
  private static final String RUNTIME = "chaos_runtime";

  private final Path programs;
  private final Path folder;
  private final Path data;
  private final String password;
  private final Part part;

  Postgres(Layout layout, String password, Consumer<String> timeline) {
    this.programs = layout.folder().resolve("programs/postgres");
    this.folder = layout.host("postgres");
    this.data = folder.resolve("data");
    this.password = password;
    this.part =
        new Part(
            "postgres",
            () -> asNobody(List.of(programs.resolve("bin/postgres").toString(), "-D", "" + data)),
            Map.of("LC_ALL", "C"),
            layout.logs(),
            timeline);
  }

  private static String settings() {
    return """
    listen_addresses = '%s'
    port = %d
    unix_socket_directories = ''
    fsync = on
    synchronous_commit = on
    full_page_writes = on
    max_connections = 200
    shared_buffers = '64MB'
    jit = off
    timezone = 'UTC'
    lc_messages = 'C'
    log_line_prefix = '%%m [%%p] '
    # Sessions of hosts that nobody can reach end, as they do in production.
    tcp_keepalives_idle = 5
    tcp_keepalives_interval = 2
    tcp_keepalives_count = 3
    tcp_user_timeout = 10000
    """
        .formatted(Layout.address("postgres"), Layout.POSTGRES_PORT);
  }

  /** PostgreSQL refuses root; in a user namespace without a map root is nobody. */
  private static List<String> asNobody(List<String> program) {
    return java.util.stream.Stream.concat(List.of("unshare", "-U", "--").stream(), program.stream())
        .toList();
  }

  /** Makes the data folder, starts it, and makes the logins and the database. */
  void create(Programs jars) throws IOException, SQLException, InterruptedException {
    Files.createDirectories(folder);
    Files.createDirectories(programs);
    jars.postgres(programs);
    Path file = folder.resolve("password");
    Files.writeString(file, password);
    Words.run(
        asNobody(
            List.of(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + data,
                "--username=" + ADMIN,
                "--pwfile=" + file,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C")),
        folder);
    Files.writeString(data.resolve("postgresql.conf"), settings());
    Files.writeString(data.resolve("pg_hba.conf"), "host all all 10.99.0.0/24 scram-sha-256\n");
    part.start();
    try (Connection connection = await("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE axontask");
      statement.execute(
          "CREATE ROLE "
              + RUNTIME
              + " LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '"
              + password
              + "'");
    }
  }

  /** The process. */
  public Part part() {
    return part;
  }

  String runtimeUrl() {
    return url(RUNTIME);
  }

  String ownerUrl() {
    return url(ADMIN);
  }

  private String url(String login) {
    return "postgresql://%s:%s@%s:%d/axontask"
        .formatted(login, password, Layout.address("postgres"), Layout.POSTGRES_PORT);
  }

  public String jdbcUrl() {
    return jdbcUrl("axontask");
  }

  private static String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s?connectTimeout=2&socketTimeout=60&loginTimeout=5"
        .formatted(Layout.address("postgres"), Layout.POSTGRES_PORT, database);
  }

  /** Sees everything. */
  public String admin() {
    return ADMIN;
  }

  public String password() {
    return password;
  }

  /** Waits up to a minute until it takes a session. */
  public Connection await(String database) throws SQLException, InterruptedException {
    for (int tries = 0; ; tries++) {
      try {
        return DriverManager.getConnection(jdbcUrl(database), ADMIN, password);
      } catch (SQLException away) {
        if (tries == 600) {
          throw away;
        }
        Thread.sleep(100);
      }
    }
  }

  /** Ends every session but the one that does it. */
  public void terminateSessions() throws SQLException, InterruptedException {
    try (Connection connection = await("axontask");
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
          """);
    }
  }
}
