package dev.axontask.server.mcp;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;
import dev.axontask.server.http.RefusalForm;
import dev.axontask.server.http.RefusedException;
import dev.axontask.server.http.Route;
import dev.axontask.server.mcp.legacy.LegacyEra;
import dev.axontask.server.mcp.legacy.session.SessionTable;
import dev.axontask.server.mcp.modern.ModernEra;
import dev.axontask.server.mcp.wire.Incoming;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.Message;
import dev.axontask.server.mcp.wire.Revisions;
import dev.axontask.server.mcp.wire.RpcRefusal;
import dev.axontask.server.mcp.wire.Seal;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code /mcp}: reads a message and hands it to the era that it belongs to. Thread-safe. */
public final class McpEndpoint implements AutoCloseable {
  public static final String PATH = "/mcp";

  private final LegacyEra legacy;
  private final ModernEra modern;

  /**
   * Serves a catalogue.
   *
   * @param seal closes what clients carry from one server of the fleet to another
   * @param sessions of clients of the older era
   * @param clock tells how old what they carry is
   * @param version of this server, told to clients
   */
  public McpEndpoint(
      Catalog catalog, Seal seal, SessionTable sessions, InstantSource clock, String version) {
    this.legacy = new LegacyEra(catalog, seal, sessions, version);
    this.modern = new ModernEra(catalog, seal, clock, version);
  }

  public List<Route> routes() {
    return List.of(
        new Route("POST", PATH, Route.Access.KEY, RpcRefusal.answering(this::post)),
        new Route("GET", PATH, Route.Access.KEY, RpcRefusal.answering(this::get)),
        new Route("DELETE", PATH, Route.Access.KEY, RpcRefusal.answering(this::delete)));
  }

  /** How refusals look at this path. */
  public RefusalForm refusalForm() {
    return JsonRpc.FORM;
  }

  private void post(Exchange exchange) throws IOException, InterruptedException {
    // Read before anything is refused: what stays unread closes the connection under the client.
    byte[] body = exchange.body();
    checkContentType(exchange);
    Message message = Incoming.read(body);
    switch (era(exchange, Era.params(message))) {
      case MODERN -> modern.post(exchange, message);
      case LEGACY -> legacy.post(exchange, message);
    }
  }

  private static void checkContentType(Exchange exchange) {
    List<String> types = exchange.headerList("Content-Type");
    if (types.isEmpty() || !types.getFirst().toLowerCase(Locale.ROOT).equals("application/json")) {
      throw new RpcRefusal(415, JsonRpc.INVALID_REQUEST, "Content-Type must be application/json.");
    }
  }

  private static Era era(Exchange exchange, Map<String, ?> params) {
    return Era.of(
        exchange.header("MCP-Protocol-Version"),
        params,
        exchange.header("Mcp-Session-Id").isPresent());
  }

  private void get(Exchange exchange) throws IOException, InterruptedException {
    refuseModern(exchange);
    legacy.get(exchange);
  }

  private void delete(Exchange exchange) throws IOException {
    refuseModern(exchange);
    legacy.delete(exchange);
  }

  /** There is nothing to get or to delete (2026-07-28, transports/streamable-http). */
  private static void refuseModern(Exchange exchange) {
    if (era(exchange, Map.of()) == Era.MODERN) {
      throw new RefusedException(
          Problem.of(
                  ProblemCode.INVALID_INPUT,
                  "Revision %s takes POST only.".formatted(Revisions.MODERN))
              .withStatus(405)
              .with("Allow", "POST"));
    }
  }

  /** Waiting calls answer with what they have and streams end; then nothing is served. */
  @Override
  public void close() {
    modern.close();
    legacy.close();
  }
}
