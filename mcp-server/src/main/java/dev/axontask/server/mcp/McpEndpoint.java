package dev.axontask.server.mcp;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Json;
import dev.axontask.server.http.RefusalForm;
import dev.axontask.server.http.Route;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionInit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST}, {@code GET} and {@code DELETE} on {@code /mcp}: streamable HTTP of the revisions
 * 2025-03-26 to 2025-11-25 (basic/transports). Thread-safe.
 */
public final class McpEndpoint implements AutoCloseable {
  public static final String PATH = "/mcp";
  private static final String SESSION = "Mcp-Session-Id";
  private static final String INITIALIZE_NEEDS =
      "initialize needs params with protocolVersion (string), capabilities (object) and clientInfo"
          + " (object with name and version).";

  private final Catalog catalog;
  private final Sessions sessions = new Sessions();
  private final Heartbeat heartbeat = new Heartbeat();
  private final McpSyncServer server;

  /**
   * Serves these tools.
   *
   * @param version of this server, told to clients
   */
  public McpEndpoint(Catalog catalog, String version) {
    this.catalog = catalog;
    this.server = McpTools.serve(catalog, sessions, version);
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
    Headers.checkContentType(exchange);
    Headers.checkAccept(exchange, "application/json", "text/event-stream");
    Headers.checkRevision(exchange);
    JSONRPCMessage message = Incoming.read(exchange.body());
    if (message instanceof JSONRPCRequest request
        && request.method().equals(McpSchema.METHOD_INITIALIZE)) {
      initialize(exchange, request);
      return;
    }
    Session session = session(exchange);
    switch (message) {
      case JSONRPCRequest request -> answer(exchange, session, request);
      case JSONRPCNotification notification -> {
        notified(session, notification);
        exchange.send(202);
      }
      case JSONRPCResponse response -> {
        accept(session, response);
        exchange.send(202);
      }
      default -> throw new IllegalStateException("JSON-RPC has three kinds of messages");
    }
  }

  private void initialize(Exchange exchange, JSONRPCRequest request) throws IOException {
    Optional<InitializeRequest> params = initializeParams(request);
    if (params.isEmpty()) {
      exchange.sendJson(
          400, JsonRpc.errorMessage(request.id(), JsonRpc.INVALID_PARAMS, INITIALIZE_NEEDS, null));
      return;
    }
    McpStreamableServerSessionInit init = sessions.open(exchange.caller(), params.get());
    exchange.setHeader(SESSION, init.session().getId());
    exchange.sendJson(200, JSONRPCResponse.result(request.id(), init.initResult().block()));
  }

  private static Optional<InitializeRequest> initializeParams(JSONRPCRequest request) {
    if (request.params() instanceof Map<?, ?> params
        && params.get("protocolVersion") instanceof String
        && params.get("clientInfo") instanceof Map<?, ?>) {
      try {
        return Optional.of(Json.MAPPER.convertValue(params, InitializeRequest.class));
      } catch (RuntimeException e) {
        // Refused by the caller: some part of it has another shape.
      }
    }
    return Optional.empty();
  }

  private void answer(Exchange exchange, Session session, JSONRPCRequest request)
      throws IOException {
    Optional<String> refusal = ToolCallParams.problem(catalog, request);
    if (refusal.isPresent()) {
      exchange.sendJson(
          200, JsonRpc.errorMessage(request.id(), JsonRpc.INVALID_PARAMS, refusal.get(), null));
      return;
    }
    Optional<RunningCall> call = session.begin(request.id());
    if (call.isEmpty()) {
      throw new RpcRefusal(
          400,
          JsonRpc.INVALID_REQUEST,
          "A request with this id is being answered; ids are used once in a session.");
    }
    ReplyStream reply = new ReplyStream(exchange, call.get());
    try (var _ = heartbeat.start(reply::beat)) {
      session
          .sdk()
          .responseStream(reply)
          .handle(request)
          .contextWrite(context ->
              context.put(
                  McpTransportContext.KEY,
                  McpTransportContext.create(Map.of(McpTools.CALL, call.get()))))
          .block();
    } finally {
      session.end(request.id());
    }
  }

  private static void notified(Session session, JSONRPCNotification notification) {
    if (notification.method().equals("notifications/cancelled")
        && notification.params() instanceof Map<?, ?> params) {
      session.cancel(requestId(params));
      return;
    }
    session.sdk().accept(notification).onErrorComplete().block();
  }

  /** Ids are compared as they were read: a number as a long. */
  private static Object requestId(Map<?, ?> params) {
    Object id = params.get("requestId");
    return switch (id) {
      case Integer number -> number.longValue();
      case null -> "";
      default -> id;
    };
  }

  private static void accept(Session session, JSONRPCResponse response) {
    try {
      session.sdk().accept(response).block();
    } catch (RuntimeException e) {
      throw new RpcRefusal(
          400, JsonRpc.INVALID_REQUEST, "No request of this server has the response's id.");
    }
  }

  private void get(Exchange exchange) throws IOException, InterruptedException {
    Headers.checkAccept(exchange, "text/event-stream");
    Headers.checkRevision(exchange);
    Session session = session(exchange);
    ListeningStream stream = new ListeningStream(exchange.stream("text/event-stream"));
    stream.beat();
    session.listenWith(stream);
    session.sdk().listeningStream(stream);
    try (var _ = heartbeat.start(stream::beat)) {
      stream.awaitEnd();
    }
  }

  private void delete(Exchange exchange) throws IOException {
    Headers.checkRevision(exchange);
    Session session = session(exchange);
    session.stop();
    sessions.remove(session.sdk().getId());
    session.sdk().delete().onErrorComplete().block();
    exchange.send(200);
  }

  private Session session(Exchange exchange) {
    String id =
        exchange
            .header(SESSION)
            .orElseThrow(() ->
                new RpcRefusal(
                    400,
                    JsonRpc.INVALID_REQUEST,
                    "The Mcp-Session-Id header is missing; send initialize first, and then the"
                        + " id that its answer carries."));
    return sessions
        .find(exchange.caller(), id)
        .orElseThrow(() ->
            new RpcRefusal(
                404,
                JsonRpc.SESSION_NOT_FOUND,
                "There is no such session here, perhaps because the server was restarted; send"
                    + " initialize to begin a new one. Tasks are not affected."));
  }

  /** Waiting calls answer with what they have and streams end; then nothing is served. */
  @Override
  public void close() {
    server.closeGracefully();
    heartbeat.close();
  }
}
