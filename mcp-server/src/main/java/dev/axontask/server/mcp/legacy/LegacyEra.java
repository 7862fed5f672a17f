package dev.axontask.server.mcp.legacy;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.legacy.session.SessionTable;
import dev.axontask.server.mcp.wire.Heartbeat;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.Message;
import dev.axontask.server.mcp.wire.RpcRefusal;
import dev.axontask.server.mcp.wire.RunningCall;
import dev.axontask.server.mcp.wire.Seal;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionInit;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST}, {@code GET} and {@code DELETE} on {@code /mcp}: streamable HTTP of the revisions
 * 2025-03-26 to 2025-11-25 (basic/transports). Thread-safe.
 */
public final class LegacyEra implements AutoCloseable {
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
  public LegacyEra(Catalog catalog, Seal seal, SessionTable table, String version) {
    this.catalog = catalog;
    this.server = McpTools.serve(catalog, sessions, version);
  }

  /** Serves one message. */
  public void post(Exchange exchange, Message message) throws IOException {
    Headers.checkAccept(exchange, "application/json", "text/event-stream");
    Headers.checkRevision(exchange);
    if (message instanceof Message.Request request
        && request.method().equals(McpSchema.METHOD_INITIALIZE)) {
      initialize(exchange, request);
      return;
    }
    Session session = session(exchange);
    switch (message) {
      case Message.Request request -> answer(exchange, session, request);
      case Message.Notification notification -> {
        notified(session, notification);
        exchange.send(202);
      }
      case Message.Response response -> {
        accept(session, response);
        exchange.send(202);
      }
    }
  }

  private void initialize(Exchange exchange, Message.Request request) throws IOException {
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

  private static Optional<InitializeRequest> initializeParams(Message.Request request) {
    Map<String, ?> params = request.params();
    if (params.get("protocolVersion") instanceof String
        && params.get("clientInfo") instanceof Map<?, ?>) {
      try {
        return Optional.of(Json.MAPPER.convertValue(params, InitializeRequest.class));
      } catch (RuntimeException e) {
        // Refused by the caller: some part of it has another shape.
      }
    }
    return Optional.empty();
  }

  private void answer(Exchange exchange, Session session, Message.Request request)
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
          .handle(new JSONRPCRequest("2.0", request.method(), request.id(), request.params()))
          .contextWrite(context ->
              context.put(
                  McpTransportContext.KEY,
                  McpTransportContext.create(Map.of(McpTools.CALL, call.get()))))
          .block();
    } finally {
      session.end(request.id());
    }
  }

  private static void notified(Session session, Message.Notification notification) {
    if (notification.method().equals("notifications/cancelled")) {
      session.cancel(requestId(notification.params()));
      return;
    }
    session
        .sdk()
        .accept(new JSONRPCNotification("2.0", notification.method(), notification.params()))
        .onErrorComplete()
        .block();
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

  private static void accept(Session session, Message.Response response) {
    try {
      session
          .sdk()
          .accept(Json.MAPPER.convertValue(response.whole(), JSONRPCResponse.class))
          .block();
    } catch (RuntimeException e) {
      throw new RpcRefusal(
          400, JsonRpc.INVALID_REQUEST, "No request of this server has the response's id.");
    }
  }

  public void get(Exchange exchange) throws IOException, InterruptedException {
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

  public void delete(Exchange exchange) throws IOException {
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
