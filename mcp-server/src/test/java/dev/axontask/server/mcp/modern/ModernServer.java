package dev.axontask.server.mcp.modern;

import dev.axontask.server.auth.KeyCheck;
import dev.axontask.server.http.HttpServer;
import dev.axontask.server.http.Route;
import dev.axontask.server.http.Router;
import dev.axontask.server.http.SourceCheck;
import dev.axontask.server.mcp.wire.Incoming;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.RpcRefusal;
import dev.axontask.server.mcp.wire.Seal;
import dev.axontask.server.metrics.HttpMetrics;
import dev.axontask.server.metrics.Meters;
import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** The HTTP door with this revision behind it and nothing else; its clock stands still. */
final class ModernServer implements AutoCloseable {
  static final int MOST_BYTES = 100_000;

  final Shelf shelf = new Shelf();
  final ModernEra era;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-08-01T00:00:00Z"));
  private final HttpServer http;

  private ModernServer(byte[] secret) throws IOException {
    InstantSource clock = now::get;
    era = new ModernEra(shelf.catalog(), new Seal(secret), clock, "1.2.3");
    Route route =
        new Route(
            "POST",
            "/mcp",
            Route.Access.KEY,
            RpcRefusal.answering(exchange -> era.post(exchange, Incoming.read(exchange.body()))));
    http =
        HttpServer.start(
            "127.0.0.1",
            0,
            new HttpServer.Parts(
                new Router(List.of(route)),
                new SourceCheck("127.0.0.1", Set.of(), Set.of()),
                new KeyCheck(RunningServer.KEY),
                _ -> JsonRpc.FORM,
                MOST_BYTES,
                false,
                () -> UUID.randomUUID().toString(),
                new HttpMetrics(Meters.registry())));
  }

  static ModernServer start() {
    return start(new byte[32]);
  }

  /** One of a fleet that shares a secret. */
  static ModernServer start(byte[] secret) {
    try {
      return new ModernServer(secret);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Http http() {
    return new Http(http.url());
  }

  int port() {
    return http.port();
  }

  void later(Duration duration) {
    now.updateAndGet(instant -> instant.plus(duration));
  }

  @Override
  public void close() {
    era.close();
    http.close();
  }
}
