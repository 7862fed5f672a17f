package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.db.Database;
import dev.axontask.server.auth.KeyCheck;
import dev.axontask.server.http.HttpServer;
import dev.axontask.server.http.RequestMeter;
import dev.axontask.server.http.Route;
import dev.axontask.server.http.Router;
import dev.axontask.server.http.SourceCheck;
import dev.axontask.server.mcp.legacy.session.SessionTable;
import dev.axontask.server.mcp.legacy.stream.Replays;
import dev.axontask.server.mcp.wire.Incoming;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.RpcRefusal;
import dev.axontask.server.mcp.wire.Seal;
import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** One server of a fleet: this era alone, over HTTP, with a clock that the test moves. */
final class LegacyServer implements AutoCloseable {
  /** All servers of all tests are one fleet. */
  private static final Seal SEAL = new Seal(new byte[32]);

  private final AtomicLong nanos = new AtomicLong();
  private final LegacyEra era;
  private final HttpServer server;
  final Stage stage = new Stage();
  final Http http;

  LegacyServer(Database database) throws IOException {
    this(database, Replays.Limits.STANDARD);
  }

  LegacyServer(Database database, Replays.Limits limits) throws IOException {
    era =
        new LegacyEra(
            stage.catalog(), SEAL, new SessionTable(database), "test", limits, nanos::get);
    server =
        HttpServer.start(
            "127.0.0.1",
            0,
            new HttpServer.Parts(
                new Router(routes()),
                new SourceCheck("127.0.0.1", Set.of(), Set.of()),
                new KeyCheck(RunningServer.KEY),
                _ -> JsonRpc.FORM,
                1 << 20,
                false,
                () -> UUID.randomUUID().toString(),
                new Unmetered()));
    http = new Http(server.url());
  }

  private List<Route> routes() {
    return List.of(
        route("POST", exchange -> era.post(exchange, Incoming.read(exchange.body()))),
        route("GET", era::get),
        route("DELETE", era::delete));
  }

  private static Route route(String method, Route.Endpoint endpoint) {
    return new Route(method, "/mcp", Route.Access.KEY, RpcRefusal.answering(endpoint));
  }

  LegacyEra.Load load() {
    return era.load();
  }

  /** The duties that the timer would have run by now. */
  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  void sweep() {
    era.duties().runOnce();
  }

  TestClient client(String revision) throws IOException, InterruptedException {
    return TestClient.initialize(http, revision, "{}");
  }

  TestClient client(String revision, String capabilities) throws IOException, InterruptedException {
    return TestClient.initialize(http, revision, capabilities);
  }

  @Override
  public void close() {
    era.close();
    server.close();
  }

  private static final class Unmetered implements RequestMeter {
    @Override
    public void served(String method, String route, int status, long nanos) {}

    @Override
    public void unauthorized() {}
  }
}
