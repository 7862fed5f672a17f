package dev.axontask.server.conformance;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.server.auth.KeyCheck;
import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.catalog.Completions;
import dev.axontask.server.catalog.Completions.Proposal;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.http.HttpServer;
import dev.axontask.server.http.OpenRoutes;
import dev.axontask.server.http.RequestMeter;
import dev.axontask.server.http.Router;
import dev.axontask.server.http.SourceCheck;
import dev.axontask.server.mcp.McpEndpoint;
import dev.axontask.server.mcp.legacy.session.SessionTable;
import dev.axontask.server.mcp.wire.Seal;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A server that offers what the suite calls, open on loopback. Its sessions are in a real database.
 */
public final class Fixture implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int MAX_BODY = 1 << 20;
  private static final Caller ANYBODY = new Caller(TenantId.LOCAL, "conformance");
  private static final List<String> WORDS = List.of("paris", "park", "party");

  /** Of the secret that all servers of a fleet share. */
  private static final int KEY_BYTES = 32;

  private final TestDatabase stored = SharedStores.freshDatabase();
  private final Database database;
  private final FixtureTasks tasks;
  private final McpEndpoint mcp;
  private final HttpServer http;

  /**
   * Listens.
   *
   * @param port 0 for a free one
   */
  public static Fixture start(int port) throws IOException {
    return new Fixture(port);
  }

  private Fixture(int port) throws IOException {
    FixtureChanges changes = new FixtureChanges(this::exists);
    Clock clock = Clock.systemUTC();
    tasks = new FixtureTasks(clock, changes::announce);
    database =
        Databases.open(
            stored.jdbcUrl(),
            stored.runtimeUser(),
            stored.runtimePassword(),
            new SimpleMeterRegistry());
    mcp =
        new McpEndpoint(
            catalog(changes),
            new Seal(SecureRandom.getSeed(KEY_BYTES)),
            new SessionTable(database),
            clock,
            "conformance");
    http = HttpServer.start(HOST, port, parts());
  }

  private boolean exists(Topic topic) {
    return switch (topic) {
      case Topic.Listing _ -> true;
      case Topic.Resource resource -> FixtureResources.content(resource.uri()).isPresent();
      case Topic.Task task -> tasks.exists(task.id());
    };
  }

  private Catalog catalog(FixtureChanges changes) {
    List<Tool> tools = new ArrayList<>(ContentTools.all());
    tools.addAll(SignalTools.all());
    tools.addAll(AskingTools.all());
    tools.addAll(RoundTools.all());
    tools.addAll(TaskTools.over(tasks));
    FixtureLists lists = new FixtureLists(changes::announce, tools);
    return new Catalog(
        new Catalog.Offer(
            "Tools for the conformance suite.",
            lists::tools,
            new FixtureResources(),
            lists::prompts,
            Fixture::proposal,
            changes,
            tasks));
  }

  private static Proposal proposal(Completions.Question question) {
    List<String> values = WORDS.stream().filter(word -> word.startsWith(question.typed())).toList();
    return new Proposal(values, values.size(), false);
  }

  private HttpServer.Parts parts() {
    return new HttpServer.Parts(
        new Router(OpenRoutes.to(ANYBODY, mcp.routes())),
        new SourceCheck(HOST, Set.of(), Set.of()),
        new KeyCheck(UUID.randomUUID().toString()),
        _ -> mcp.refusalForm(),
        MAX_BODY,
        false,
        () -> UUID.randomUUID().toString(),
        new Uncounted());
  }

  private static final class Uncounted implements RequestMeter {
    @Override
    public void served(String method, String route, int status, long nanos) {}

    @Override
    public void unauthorized() {}
  }

  /** Where the suite finds it. */
  public URI url() {
    return http.url().resolve(McpEndpoint.PATH);
  }

  @Override
  public void close() {
    mcp.close();
    http.close();
    tasks.close();
    database.close();
    stored.close();
  }
}
