package dev.axontask.server.mcp;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.RefusalForm;
import dev.axontask.server.http.Route;
import dev.axontask.server.mcp.legacy.LegacyEra;
import dev.axontask.server.mcp.legacy.session.SessionTable;
import dev.axontask.server.mcp.wire.Incoming;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.RpcRefusal;
import dev.axontask.server.mcp.wire.Seal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code /mcp}: reads a message and hands it to the era that it belongs to. Thread-safe. */
public final class McpEndpoint implements AutoCloseable {
  public static final String PATH = "/mcp";

  private final LegacyEra legacy;

  /**
   * Serves a catalogue.
   *
   * @param seal closes what clients carry from one server of the fleet to another
   * @param sessions of clients of the older era
   * @param version of this server, told to clients
   */
  public McpEndpoint(Catalog catalog, Seal seal, SessionTable sessions, String version) {
    this.legacy = new LegacyEra(catalog, seal, sessions, version);
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

  private void post(Exchange exchange) throws IOException {
    checkContentType(exchange);
    legacy.post(exchange, Incoming.read(exchange.body()));
  }

  private static void checkContentType(Exchange exchange) {
    List<String> types = exchange.headerList("Content-Type");
    if (types.isEmpty() || !types.getFirst().toLowerCase(Locale.ROOT).equals("application/json")) {
      throw new RpcRefusal(415, JsonRpc.INVALID_REQUEST, "Content-Type must be application/json.");
    }
  }

  private void get(Exchange exchange) throws IOException, InterruptedException {
    legacy.get(exchange);
  }

  private void delete(Exchange exchange) throws IOException {
    legacy.delete(exchange);
  }

  /** Waiting calls answer with what they have and streams end; then nothing is served. */
  @Override
  public void close() {
    legacy.close();
  }
}
