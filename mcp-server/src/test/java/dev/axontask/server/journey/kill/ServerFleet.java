package dev.axontask.server.journey.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.journey.Await;
import dev.axontask.server.journey.Rest;
import dev.axontask.stores.EmbeddedPostgres;
import dev.axontask.stores.EmbeddedRedis;
import dev.axontask.stores.scratch.ScratchFolder;
import dev.axontask.stores.testing.SharedStores;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Two servers and two workers, as processes on data folders of their own, over one PostgreSQL and
 * one Redis that a test can hurt. For one thread.
 */
final class ServerFleet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScratchFolder folder = ScratchFolder.create();
  private final EmbeddedRedis redis =
      EmbeddedRedis.start(folder.path().resolve("redis"), SharedStores.programs());
  private EmbeddedPostgres postgres = startedPostgres();
  private final List<FleetProcess> servers;
  private final List<FleetProcess> workers;

  private ServerFleet(Map<String, String> settings) {
    servers = List.of(process("a", "api", settings), process("b", "api", settings));
    workers = List.of(process("c", "worker", settings), process("d", "worker", settings));
  }

  /** Starts all; they are ready when this returns. */
  static ServerFleet start() throws InterruptedException {
    return start(Map.of());
  }

  /**
   * The same.
   *
   * @param settings of each process
   */
  static ServerFleet start(Map<String, String> settings) throws InterruptedException {
    ServerFleet fleet = new ServerFleet(settings);
    try {
      fleet.all().forEach(FleetProcess::start);
      fleet.awaitReady();
      return fleet;
    } catch (AssertionError | RuntimeException failure) {
      fleet.close();
      throw failure;
    }
  }

  private FleetProcess process(String name, String roles, Map<String, String> settings) {
    Map<String, String> environment = new TreeMap<>(settings);
    environment.put("DATABASE_URL", url(postgres.runtimeUser(), postgres.runtimePassword()));
    environment.put(
        "AXONTASK_MIGRATION_DATABASE_URL", url(postgres.adminUser(), postgres.adminPassword()));
    environment.put("REDIS_URL", redis.uri());
    return new FleetProcess(folder.path(), name, roles, environment);
  }

  private String url(String user, String password) {
    String address = postgres.jdbcUrl().replaceFirst(".*//", "");
    return "postgresql://" + user + ":" + password + "@" + address;
  }

  List<FleetProcess> servers() {
    return servers;
  }

  List<FleetProcess> workers() {
    return workers;
  }

  private List<FleetProcess> all() {
    return Stream.concat(servers.stream(), workers.stream()).toList();
  }

  /** Clients of the servers. */
  List<Rest> rests() {
    return servers.stream().map(FleetProcess::rest).toList();
  }

  /** Waits until each process says that it is ready. */
  void awaitReady() throws InterruptedException {
    for (FleetProcess process : all()) {
      process.awaitReady();
    }
  }

  private EmbeddedPostgres startedPostgres() {
    return EmbeddedPostgres.start(folder.path().resolve("postgres"), SharedStores.programs());
  }

  /** SIGQUIT: PostgreSQL ends at once, saves nothing, and is started again by its keeper. */
  void crashPostgres() throws InterruptedException, IOException {
    long dead = postgres.pid();
    assertThat(new ProcessBuilder("kill", "-QUIT", "" + dead).start().waitFor()).isZero();
    Await.until("PostgreSQL runs again", PATIENCE, () -> postgres.pid() != dead);
  }

  void stopPostgres() {
    postgres.close();
  }

  /** On the port that it had. */
  void startPostgres() {
    int before = postgres.port();
    postgres = startedPostgres();
    assertThat(postgres.port()).isEqualTo(before);
  }

  /** Ends all sessions but the one that does it; gives their number. */
  int terminateSessions() throws SQLException {
    return Integer.parseInt(
        value(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
            """));
  }

  /** The one value of a query. */
  String value(String query) throws SQLException {
    try (Connection admin =
            DriverManager.getConnection(
                postgres.jdbcUrl(), postgres.adminUser(), postgres.adminPassword());
        Statement select = admin.createStatement();
        ResultSet row = select.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return String.valueOf(row.getString(1));
    }
  }

  @Override
  public void close() {
    all().forEach(FleetProcess::close);
    redis.close();
    postgres.close();
    folder.close();
  }
}
