package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Outages;
import dev.axontask.server.http.Problem;
import dev.axontask.server.mcp.wire.Accept;
import dev.axontask.server.mcp.wire.Heartbeat;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.Message;
import dev.axontask.server.mcp.wire.RpcRefusal;
import dev.axontask.server.mcp.wire.RunningCall;
import dev.axontask.server.mcp.wire.Seal;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /mcp} of revision 2026-07-28 (transports/streamable-http): one message, and the
 * answer to it. Thread-safe.
 */
public final class ModernEra implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ModernEra.class);

  private final Catalog catalog;
  private final Offered offered;
  private final Dispatch dispatch;
  private final RunningCalls calls = new RunningCalls();
  private final Heartbeat heartbeat = new Heartbeat();
  private final Listens listens;

  /**
   * Serves a catalogue.
   *
   * @param seal closes what clients carry from one round of a request to the next
   * @param clock tells how old that is
   * @param version of this server, told to clients
   */
  public ModernEra(Catalog catalog, Seal seal, InstantSource clock, String version) {
    Results results = new Results(version);
    this.catalog = catalog;
    this.offered = new Offered(catalog);
    this.dispatch = new Dispatch(catalog, offered, new RequestStates(seal, clock), results);
    this.listens = new Listens(catalog, results, heartbeat);
  }

  /**
   * Serves one message.
   *
   * @throws RpcRefusal if it is refused before its method begins; with the id of a request
   */
  public void post(Exchange exchange, Message message) throws IOException, InterruptedException {
    switch (message) {
      case Message.Request request -> request(exchange, request);
      case Message.Notification _ -> exchange.send(202);
      case Message.Response _ ->
          throw new RpcRefusal(
              400,
              JsonRpc.INVALID_REQUEST,
              "Clients send requests and notifications; nothing here asks for a response.");
    }
  }

  private void request(Exchange exchange, Message.Request request)
      throws IOException, InterruptedException {
    try {
      RequestMeta meta = admit(exchange, request);
      if (request.method().equals("subscriptions/listen")) {
        listens.serve(exchange, request, meta);
      } else {
        answer(exchange, request, meta);
      }
    } catch (RpcRefusal refusal) {
      throw refusal.to(request.id());
    }
  }

  private RequestMeta admit(Exchange exchange, Message.Request request) {
    Accept.require(exchange, "application/json", "text/event-stream");
    RequestHeaders headers = new RequestHeaders(exchange, request);
    RequestMeta meta = Admission.admit(headers, request);
    if (!offered.serves(request.method())) {
      throw Refusals.unknownMethod(request.method());
    }
    headers.checkName();
    if (request.method().equals("tools/call")
        && request.params().get("name") instanceof String name) {
      catalog.tool(name).ifPresent(headers::checkParams);
    }
    return meta;
  }

  private void answer(Exchange exchange, Message.Request request, RequestMeta meta)
      throws IOException, InterruptedException {
    RunningCall running = calls.begin(exchange.caller());
    Reply reply = new Reply(exchange, running);
    Call call =
        new Call(exchange.caller(), request, meta, new RequestSignals(meta, running, reply));
    try (var _ = heartbeat.start(reply::beat)) {
      reply.end(response(exchange, call));
    } finally {
      calls.end(running);
    }
  }

  private Response response(Exchange exchange, Call call) throws InterruptedException {
    Object id = call.request().id();
    try {
      return Response.result(id, dispatch.result(call));
    } catch (RpcRefusal refusal) {
      return new Response(refusal.status(), refusal.to(id).message(exchange.requestId()));
    } catch (RuntimeException e) {
      Problem problem = Outages.problem(e);
      log.error(
          "request {} ({}) failed; it was answered with {}",
          exchange.requestId(),
          call.method(),
          problem.code().word(),
          e);
      RpcRefusal failed =
          new RpcRefusal(problem.status(), JsonRpc.INTERNAL_ERROR, problem.detail());
      return new Response(failed.status(), failed.to(id).message(exchange.requestId()));
    }
  }

  /** Requests in progress. */
  int running() {
    return calls.count();
  }

  /** Subscriptions that are open. */
  int listening() {
    return listens.count();
  }

  /** Waiting calls answer with what they have, subscriptions end with a response. */
  @Override
  public void close() {
    listens.close();
    calls.close();
    heartbeat.close();
  }
}
