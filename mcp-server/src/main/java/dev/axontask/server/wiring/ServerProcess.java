package dev.axontask.server.wiring;

import dev.axontask.engine.Engine;
import dev.axontask.engine.EngineSettings;
import dev.axontask.engine.Installation;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.engine.retention.Keeping;
import dev.axontask.engine.schedule.Schedules;
import dev.axontask.engine.worker.WorkerSettings;
import dev.axontask.migrations.Migrations;
import dev.axontask.server.auth.KeyCheck;
import dev.axontask.server.auth.KeyFile;
import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.http.HttpServer;
import dev.axontask.server.http.RefusalForm;
import dev.axontask.server.http.Route;
import dev.axontask.server.http.Router;
import dev.axontask.server.http.SourceCheck;
import dev.axontask.server.mcp.McpEndpoint;
import dev.axontask.server.mcp.legacy.session.SessionTable;
import dev.axontask.server.mcp.wire.Seal;
import dev.axontask.server.metrics.HttpMetrics;
import dev.axontask.server.metrics.Meters;
import dev.axontask.server.metrics.MetricsPage;
import dev.axontask.server.prompts.TaskPrompts;
import dev.axontask.server.resources.ResourceChanges;
import dev.axontask.server.resources.TaskCompletions;
import dev.axontask.server.resources.TaskResources;
import dev.axontask.server.rest.ApiRoutes;
import dev.axontask.server.rest.OpenStreams;
import dev.axontask.server.settings.Secret;
import dev.axontask.server.settings.ServerSettings;
import dev.axontask.server.settings.ServerSettings.Role;
import dev.axontask.server.tasks.EngineTasks;
import dev.axontask.server.tasks.TaskChanges;
import dev.axontask.server.tools.StartRequest;
import dev.axontask.server.tools.StreamUrls;
import dev.axontask.server.tools.TaskTools;
import io.lettuce.core.RedisURI;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server. {@link #start} reads top to bottom in the order in which parts need each other;
 * {@link #close} takes them apart in reverse.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);
  private static final Duration CANCEL_GRACE = Duration.ofSeconds(10);
  private static final Duration LINGER_GRACE = Duration.ofSeconds(5);

  private final Deque<Part> parts = new ArrayDeque<>();
  private final ServerSettings settings;
  private final Path dataDir;
  private final URI url;
  private final List<RegisteredAdapter> adapters;
  private final List<Route> routes;

  private record Part(String name, AutoCloseable closing) {}

  /**
   * Starts a server; when this returns it answers requests.
   *
   * @param version of this build
   * @throws IOException if a file, a port or an address cannot be had; the message says what to do
   */
  public static ServerProcess start(ServerSettings settings, String version) throws IOException {
    return new ServerProcess(settings, version);
  }

  private ServerProcess(ServerSettings settings, String version) throws IOException {
    this.settings = settings;
    this.dataDir = DataFolder.open(settings.dataDir());
    int port = FreePort.at(settings.host(), settings.port());
    try {
      Clock clock = Clock.systemUTC();
      SecureRandom random = new SecureRandom();
      String key = key(random);
      PrometheusMeterRegistry meters = Meters.registry();
      parts.push(new Part("metrics", meters::close));

      Stores stores = opened("stores", Stores.open(settings, dataDir));
      Stores.Logins logins = stores.logins();
      new FirstContact(System::nanoTime, Thread::sleep).migrate(() -> migrate(logins, clock));
      Database database =
          opened(
              "database connections",
              Databases.open(
                  logins.runtime().jdbcUrl(),
                  logins.runtime().user(),
                  logins.runtime().password().reveal(),
                  meters));
      AdapterRegistry registry = opened("adapters", AdapterRegistry.open(adapterSettings()));
      this.adapters = registry.list();
      StreamUrls urls = new StreamUrls(baseUrl(port));
      Engine engine =
          opened(
              "engine",
              Engine.start(
                  engineSettings(urls.base(), version),
                  database,
                  RedisURI.create(stores.redisUrl().reveal()),
                  registry,
                  dataDir,
                  Engine.Sources.of(clock, random),
                  meters));

      engine.trim(Keeping.selfHosted(settings.retention()));
      Schedules schedules = engine.scheduling(StartRequest::of);
      engine.forgetDeadLetters(settings.deadLetters());

      OpenStreams streams = new OpenStreams(meters);
      Catalog catalog = catalog(engine, urls, clock);
      McpEndpoint mcp =
          new McpEndpoint(
              catalog,
              new Seal(Installation.secret(database)),
              new SessionTable(database),
              clock,
              version);
      Router router = router(engine, schedules, urls, streams, mcp, meters, version);
      this.routes = router.routes();
      HttpServer http =
          opened(
              "HTTP",
              HttpServer.start(
                  settings.host(),
                  port,
                  new HttpServer.Parts(
                      router,
                      new SourceCheck(
                          settings.host(), settings.allowedHosts(), settings.allowedOrigins()),
                      new KeyCheck(key),
                      path ->
                          path.equals(McpEndpoint.PATH)
                              ? mcp.refusalForm()
                              : RefusalForm.PROBLEM_JSON,
                      settings.maxBodyBytes(),
                      urls.base().startsWith("https:"),
                      () -> UUID.randomUUID().toString(),
                      new HttpMetrics(meters))));
      opened("waiting calls", mcp);
      parts.push(new Part("event streams", streams::drain));
      this.url = http.url();
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static void migrate(Stores.Logins logins, Clock clock) {
    Migrations.run(
        logins.owner().jdbcUrl(),
        logins.owner().user(),
        logins.owner().password().reveal(),
        logins.runtime().user(),
        clock);
  }

  private static Catalog catalog(Engine engine, StreamUrls urls, InstantSource clock) {
    List<Tool> tools = TaskTools.over(engine, urls);
    return new Catalog(
        new Catalog.Offer(
            TaskTools.INSTRUCTIONS,
            () -> tools,
            new TaskResources(engine),
            TaskPrompts::all,
            new TaskCompletions(engine),
            new ResourceChanges(new TaskChanges(engine.reader())),
            new EngineTasks(engine, urls, clock)));
  }

  private String key(SecureRandom random) throws IOException {
    Secret configured = settings.apiKey();
    return configured != null ? configured.reveal() : KeyFile.readOrCreate(dataDir, random);
  }

  private AdapterSettings adapterSettings() {
    return new AdapterSettings(
        dataDir.resolve("adapters"),
        settings.pluginsDir(),
        Map.of("shell", settings.shell(), "fly", flySettings()),
        CANCEL_GRACE,
        LINGER_GRACE,
        settings.hostGrace(),
        settings.roles().contains(Role.WORKER));
  }

  private Map<String, String> flySettings() {
    Map<String, String> fly = new HashMap<>(settings.fly());
    Secret token = settings.flyToken();
    if (token != null) {
      fly.put("token", token.reveal());
    }
    return fly;
  }

  private EngineSettings engineSettings(String issuer, String version) {
    Secret signing = settings.receiptSigningKey();
    return new EngineSettings(
        issuer,
        signing == null ? null : signing.reveal(),
        settings.roles().contains(Role.WORKER) ? workerSettings(version) : null,
        workerSettings(version),
        settings.breakers());
  }

  private WorkerSettings workerSettings(String version) {
    WorkerSettings usual = WorkerSettings.standard(version);
    return new WorkerSettings(
        version,
        settings.workerSlots(),
        usual.lightSlots(),
        settings.lease(),
        WorkerSettings.renewal(settings.lease()),
        WorkerSettings.scan(settings.lease()),
        usual.poll(),
        settings.hostGrace(),
        settings.adapterGrace(),
        CANCEL_GRACE,
        usual.margin(),
        usual.drain());
  }

  private String baseUrl(int port) {
    URI configured = settings.publicUrl();
    return configured != null
        ? configured.toString()
        : HttpServer.url(settings.host(), port).toString();
  }

  private Router router(
      Engine engine,
      Schedules schedules,
      StreamUrls urls,
      OpenStreams streams,
      McpEndpoint mcp,
      PrometheusMeterRegistry meters,
      String version) {
    List<Route> routes = new ArrayList<>();
    if (settings.roles().contains(Role.API)) {
      routes.addAll(mcp.routes());
    }
    ApiRoutes.of(engine, schedules, urls, streams, version).stream()
        .filter(r -> settings.roles().contains(Role.API) || r.template().startsWith("/health"))
        .forEach(routes::add);
    routes.add(new MetricsPage(meters).route());
    return new Router(routes);
  }

  private <T extends AutoCloseable> T opened(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  /** Where it listens. */
  public URI url() {
    return url;
  }

  /** How callers reach it. */
  public String publicUrl() {
    return baseUrl(url.getPort());
  }

  public Path dataDir() {
    return dataDir;
  }

  /** The file that holds the generated key; null if a key was configured. */
  public @Nullable Path keyFile() {
    return settings.apiKey() == null ? dataDir.resolve(KeyFile.NAME) : null;
  }

  /** What is served. */
  public List<Route> routes() {
    return routes;
  }

  public List<RegisteredAdapter> adapters() {
    return adapters;
  }

  /**
   * Stops in good order: streams end with their cursor, waiting calls answer, no task is claimed
   * any more, commands go on without us, the embedded stores are shut down.
   */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.closing().close();
      } catch (Exception e) {
        log.warn("{} did not stop cleanly; the rest is stopped all the same", part.name(), e);
      }
    }
  }
}
