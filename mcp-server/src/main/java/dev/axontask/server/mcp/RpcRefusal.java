package dev.axontask.server.mcp;

import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Route;
import java.io.IOException;
import java.util.Map;

/** A message that is not served, thrown where it is read and answered by {@link #answering}. */
final class RpcRefusal extends RuntimeException {
  private final int status;
  private final int code;

  /**
   * Refuses a message.
   *
   * @param status of HTTP
   * @param code of JSON-RPC
   * @param detail what is wrong and what is allowed
   */
  RpcRefusal(int status, int code, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** The endpoint, with refusals turned into error responses that have no id. */
  static Route.Endpoint answering(Route.Endpoint endpoint) {
    return exchange -> {
      try {
        endpoint.serve(exchange);
      } catch (RpcRefusal refusal) {
        refusal.send(exchange);
      }
    };
  }

  private void send(Exchange exchange) throws IOException {
    Map<String, String> data = Map.of("request_id", exchange.requestId());
    exchange.sendJson(status, JsonRpc.errorMessage(null, code, String.valueOf(getMessage()), data));
  }
}
