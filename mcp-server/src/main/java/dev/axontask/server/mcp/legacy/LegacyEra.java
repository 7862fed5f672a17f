package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.legacy.LiveSession.InFlight;
import dev.axontask.server.mcp.legacy.session.SessionRecord;
import dev.axontask.server.mcp.legacy.session.SessionTable;
import dev.axontask.server.mcp.legacy.stream.EventIds;
import dev.axontask.server.mcp.legacy.stream.EventWriter;
import dev.axontask.server.mcp.legacy.stream.Reader;
import dev.axontask.server.mcp.legacy.stream.Replays;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.Message;
import dev.axontask.server.mcp.wire.RpcRefusal;
import dev.axontask.server.mcp.wire.Seal;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST}, {@code GET} and {@code DELETE} on {@code /mcp}: streamable HTTP of the revisions
 * 2025-03-26 to 2025-11-25 (basic/transports). Thread-safe.
 */
public final class LegacyEra implements AutoCloseable {
  private static final String SESSION = "Mcp-Session-Id";
  private static final String RETRY_AFTER_SECONDS = "2";

  private final Handshake handshake;
  private final Sessions sessions;
  private final EventWriter writer;
  private final Calls calls;
  private final Listeners listeners;
  private final Replays replays;
  private final Duties duties;
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * Serves a catalogue.
   *
   * @param seal of the ids of events, the same on all servers of a fleet
   * @param table of sessions, likewise
   * @param version of this server, told to clients
   */
  public LegacyEra(Catalog catalog, Seal seal, SessionTable table, String version) {
    this(catalog, seal, table, version, Replays.Limits.STANDARD, System::nanoTime);
  }

  LegacyEra(
      Catalog catalog,
      Seal seal,
      SessionTable table,
      String version,
      Replays.Limits limits,
      LongSupplier nanos) {
    Handlers handlers = new Handlers(catalog, table);
    EventIds ids = new EventIds(seal);
    this.handshake = new Handshake(catalog, version);
    this.replays = new Replays(nanos, limits);
    this.sessions = new Sessions(table, replays, known -> sdkSession(known, handlers), nanos);
    this.writer = new EventWriter(ids, replays);
    this.calls = new Calls(handlers.byMethod().keySet());
    this.listeners = new Listeners(catalog.changes(), replays, writer, ids);
    this.duties = Duties.start(replays, sessions, table);
  }

  /** The client's capabilities are asked of our record, which knows those of the future too. */
  private static McpStreamableServerSession sdkSession(SessionRecord known, Handlers handlers) {
    return new McpStreamableServerSession(
        known.id().toString(),
        McpSchema.ClientCapabilities.builder().build(),
        McpSchema.Implementation.builder("client", "any").build(),
        Questions.PATIENCE,
        handlers.byMethod(),
        Map.of());
  }

  /** Serves one message. */
  public void post(Exchange exchange, Message message) throws IOException, InterruptedException {
    Headers.checkAccept(exchange, "application/json", "text/event-stream");
    Headers.checkRevision(exchange);
    try {
      serve(exchange, message);
    } catch (DatabaseUnavailableException e) {
      throw away(exchange, message instanceof Message.Request request ? request.id() : null);
    }
  }

  private void serve(Exchange exchange, Message message) throws IOException, InterruptedException {
    if (message instanceof Message.Request request
        && request.method().equals(McpSchema.METHOD_INITIALIZE)) {
      initialize(exchange, request);
      return;
    }
    LiveSession session = session(exchange);
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

  private static RpcRefusal away(Exchange exchange, @Nullable Object id) {
    exchange.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    return new RpcRefusal(
            503,
            JsonRpc.INTERNAL_ERROR,
            "The database cannot be reached now; nothing was lost. Send the request again in a few"
                + " seconds.")
        .to(id)
        .with(Map.of("code", "service_unavailable", "retryable", true));
  }

  private void initialize(Exchange exchange, Message.Request request) throws IOException {
    SessionRecord session = handshake.agree(exchange.caller(), request);
    sessions.open(session);
    exchange.setHeader(SESSION, session.id().toString());
    exchange.sendJson(
        200, Map.of("jsonrpc", "2.0", "id", request.id(), "result", handshake.result(session)));
  }

  private void answer(Exchange exchange, LiveSession session, Message.Request request)
      throws InterruptedException {
    if (Json.bytes(request.id()).length > EventIds.LONGEST_REQUEST_ID) {
      throw refused("\"id\" may have at most " + EventIds.LONGEST_REQUEST_ID + " bytes.");
    }
    InFlight call =
        session
            .begin(request.id())
            .orElseThrow(() ->
                refused(
                    "A request with this id is being answered; ids are used once in a session."));
    Reader reader = call.log().attach();
    calls.start(session, call, request);
    connections.incrementAndGet();
    try {
      carry(exchange, session, call, reader);
    } finally {
      connections.decrementAndGet();
    }
  }

  private void carry(Exchange exchange, LiveSession session, InFlight call, Reader reader)
      throws InterruptedException {
    switch (writer.reply(exchange, call.log(), reader, session.comesBack())) {
      case DONE -> {
        if (call.running().cancelled()) {
          replays.forgetStream(call.log());
        }
      }
      case UNHEARD -> call.running().stop();
      case CUT -> {
        if (!session.comesBack()) {
          call.running().stop();
        }
      }
      case GONE -> session.abandon(call.log());
      case LEFT -> {
        // The client comes back, or has come back on another connection.
      }
    }
  }

  private static RpcRefusal refused(String detail) {
    return new RpcRefusal(400, JsonRpc.INVALID_REQUEST, detail);
  }

  /** All others tell us nothing that we keep. */
  private static void notified(LiveSession session, Message.Notification notification) {
    if (notification.method().equals("notifications/cancelled")) {
      Object id = notification.params().get("requestId");
      // Ids are compared as they were read: a number as a long.
      session.cancel(id instanceof Integer number ? (Object) number.longValue() : orNone(id));
    }
  }

  private static Object orNone(@Nullable Object id) {
    return id == null ? "" : id;
  }

  private static void accept(LiveSession session, Message.Response response) {
    if (response.whole().has("result") && !response.whole().path("result").isObject()) {
      throw refused("\"result\" is an object.");
    }
    try {
      session
          .sdk()
          .accept(Json.MAPPER.convertValue(response.whole(), JSONRPCResponse.class))
          .block();
    } catch (RuntimeException e) {
      throw refused("No request of this server has the response's id.");
    }
  }

  /** Opens the stream of messages that belong to no request, or goes on with one that was cut. */
  public void get(Exchange exchange) throws IOException, InterruptedException {
    Headers.checkAccept(exchange, "text/event-stream");
    Headers.checkRevision(exchange);
    LiveSession session = foundSession(exchange);
    Optional<String> last = exchange.header("Last-Event-ID").filter(id -> !id.isBlank());
    try {
      if (last.isEmpty()) {
        listeners.listen(exchange, session);
      } else {
        listeners.resume(exchange, session, last.get());
      }
    } catch (DatabaseUnavailableException e) {
      throw away(exchange, null);
    }
  }

  public void delete(Exchange exchange) throws IOException {
    Headers.checkRevision(exchange);
    LiveSession session = foundSession(exchange);
    try {
      sessions.end(session);
    } catch (DatabaseUnavailableException e) {
      throw away(exchange, null);
    }
    exchange.send(200);
  }

  private LiveSession foundSession(Exchange exchange) {
    try {
      return session(exchange);
    } catch (DatabaseUnavailableException e) {
      throw away(exchange, null);
    }
  }

  private LiveSession session(Exchange exchange) {
    String id =
        exchange
            .header(SESSION)
            .orElseThrow(() ->
                refused(
                    "The Mcp-Session-Id header is missing; send initialize first, and then the id"
                        + " that its answer carries."));
    return sessions
        .find(exchange.caller(), id)
        .orElseThrow(() ->
            new RpcRefusal(
                404,
                JsonRpc.SESSION_NOT_FOUND,
                "There is no such session: it was ended, or nobody used it for a month; send"
                    + " initialize to begin a new one. Tasks are not affected."));
  }

  /** What there is of connections and calls at this moment. */
  Load load() {
    return new Load(calls.running(), connections.get(), sessions.inUse(), replays.kept());
  }

  /**
   * What a server is busy with.
   *
   * @param calls requests that are being answered
   * @param connections over which answers are awaited
   * @param sessions with such a request, or with somebody listening
   */
  record Load(int calls, int connections, int sessions, Replays.Kept kept) {}

  Duties duties() {
    return duties;
  }

  /** Waiting calls answer with what they have and streams end; then nothing is served. */
  @Override
  public void close() {
    sessions.close();
    duties.close();
  }
}
