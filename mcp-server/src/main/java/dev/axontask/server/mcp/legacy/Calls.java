package dev.axontask.server.mcp.legacy;

import dev.axontask.server.http.Invisible;
import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.legacy.LiveSession.InFlight;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.Message;
import dev.axontask.server.mcp.wire.RpcRefusal;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what answers requests, each on a virtual thread of its own, so that neither a slow nor a cut
 * connection holds it up. Thread-safe.
 */
final class Calls {
  private static final Logger log = LoggerFactory.getLogger(Calls.class);

  /**
   * As many as the HTTP server takes requests; those whose clients will come back are without one.
   */
  private static final int MOST = 50_000;

  private static final int LONGEST_SHOWN = 64;

  private final Set<String> methods;
  private final AtomicInteger running = new AtomicInteger();

  Calls(Set<String> methods) {
    this.methods = methods;
  }

  /**
   * Begins to answer. The call's stream ends in any case.
   *
   * @throws RpcRefusal if too many are being answered
   */
  void start(LiveSession session, InFlight call, Message.Request request) {
    if (!methods.contains(request.method())) {
      call.log().end(Json.bytes(unknown(request)));
      session.end(call);
      return;
    }
    if (running.incrementAndGet() > MOST) {
      running.decrementAndGet();
      session.end(call);
      throw new RpcRefusal(
              503, JsonRpc.INTERNAL_ERROR, "Too many requests are being answered; try again later.")
          .to(request.id());
    }
    Thread.ofVirtual().name("mcp-call").start(() -> run(session, call, request));
  }

  private static Map<String, ?> unknown(Message.Request request) {
    String method = request.method();
    String shown = Invisible.escaped(method.substring(0, Math.min(method.length(), LONGEST_SHOWN)));
    return JsonRpc.errorMessage(
        request.id(), JsonRpc.METHOD_NOT_FOUND, "There is no method " + shown + " here.", null);
  }

  private void run(LiveSession session, InFlight call, Message.Request request) {
    try {
      McpStreamableServerSessionStream stream =
          session.sdk().responseStream(new ReplyTransport(call));
      McpTransportContext context =
          McpTransportContext.create(Map.of(Call.KEY, new Call(session, call, stream)));
      stream
          .handle(new JSONRPCRequest("2.0", request.method(), request.id(), request.params()))
          .contextWrite(all -> all.put(McpTransportContext.KEY, context))
          .block();
    } catch (RuntimeException | Error e) {
      log.error("a call of {} failed; its client was told without details", request.method(), e);
      call.log().end(Json.bytes(failed(request)));
    } finally {
      session.end(call);
      call.log().end();
      running.decrementAndGet();
    }
  }

  private static Map<String, ?> failed(Message.Request request) {
    return JsonRpc.errorMessage(
        request.id(),
        JsonRpc.INTERNAL_ERROR,
        "The server failed at this request; its log has the reason.",
        null);
  }

  int running() {
    return running.get();
  }
}
