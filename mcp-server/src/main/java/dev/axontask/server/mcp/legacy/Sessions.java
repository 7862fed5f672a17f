package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.Caller;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionInit;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The sessions of this process. To the SDK it is the transport: the SDK hands over what makes
 * sessions and asks to notify them.
 *
 * <p>Sessions have no time limit, because hosts keep them for days without a word; their number has
 * one, and the session that was used least recently gives way.
 */
final class Sessions implements McpStreamableServerTransportProvider {
  static final List<String> REVISIONS =
      List.of(
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_11_25);

  /** A session is about 1 KB; nobody has this many clients on one server. */
  private static final int MOST = 10_000;

  private final Object lock = new Object();

  /** Guarded by {@link #lock}; in the order of use. */
  private final Map<String, Session> byId = new LinkedHashMap<>(64, 0.75f, true);

  private McpStreamableServerSession.@Nullable Factory factory;

  @Override
  public List<String> protocolVersions() {
    return REVISIONS;
  }

  /** Called once, while the server is put together. */
  @Override
  public void setSessionFactory(McpStreamableServerSession.Factory sessionFactory) {
    factory = sessionFactory;
  }

  /** Opens a session for a client that sent {@code initialize}. */
  McpStreamableServerSessionInit open(Caller caller, InitializeRequest request) {
    if (factory == null) {
      throw new IllegalStateException("sessions are opened after the SDK's server is built");
    }
    McpStreamableServerSessionInit init = factory.startSession(request);
    synchronized (lock) {
      byId.put(init.session().getId(), new Session(caller, init.session()));
      if (byId.size() > MOST) {
        Iterator<Session> oldestFirst = byId.values().iterator();
        oldestFirst.next().stop();
        oldestFirst.remove();
      }
    }
    return init;
  }

  /** Empty if it does not exist or is somebody else's. */
  Optional<Session> find(Caller caller, String id) {
    synchronized (lock) {
      return Optional.ofNullable(byId.get(id)).filter(session -> session.belongsTo(caller));
    }
  }

  void remove(String id) {
    synchronized (lock) {
      byId.remove(id);
    }
  }

  @Override
  public Mono<Void> notifyClients(String method, @Nullable Object params) {
    return Flux.fromIterable(all())
        .flatMap(session -> session.sdk().sendNotification(method, params))
        .then();
  }

  @Override
  public Mono<Void> notifyClient(String sessionId, String method, @Nullable Object params) {
    Session session;
    synchronized (lock) {
      session = byId.get(sessionId);
    }
    return session == null ? Mono.empty() : session.sdk().sendNotification(method, params);
  }

  /** Waiting calls answer with what they have; streams end. */
  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(() -> all().forEach(Session::stop));
  }

  private List<Session> all() {
    synchronized (lock) {
      return List.copyOf(byId.values());
    }
  }
}
