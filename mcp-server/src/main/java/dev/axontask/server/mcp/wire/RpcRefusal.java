package dev.axontask.server.mcp.wire;

import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Route;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message that is not served, thrown where it is read and answered by {@link #answering}. */
public final class RpcRefusal extends RuntimeException {
  private final int status;
  private final int code;
  private final Map<String, @Nullable Object> data;
  private final @Nullable Object id;

  /**
   * Refuses a message.
   *
   * @param status of HTTP
   * @param code of JSON-RPC
   * @param detail what is wrong and what is allowed
   */
  public RpcRefusal(int status, int code, String detail) {
    this(status, code, detail, Map.of(), null);
  }

  private RpcRefusal(
      int status,
      int code,
      String detail,
      Map<String, @Nullable Object> data,
      @Nullable Object id) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.data = data;
    this.id = id;
  }

  /** The same as an answer to the request of this id; null if the id could not be read. */
  public RpcRefusal to(@Nullable Object requestId) {
    return new RpcRefusal(status, code, String.valueOf(getMessage()), data, requestId);
  }

  /** The same with what the specification wants in {@code error.data}. */
  public RpcRefusal with(Map<String, @Nullable Object> more) {
    return new RpcRefusal(status, code, String.valueOf(getMessage()), more, id);
  }

  /** The endpoint, with refusals turned into error responses. */
  public static Route.Endpoint answering(Route.Endpoint endpoint) {
    return exchange -> {
      try {
        endpoint.serve(exchange);
      } catch (RpcRefusal refusal) {
        refusal.send(exchange);
      }
    };
  }

  /** Of HTTP. */
  public int status() {
    return status;
  }

  /**
   * The error response.
   *
   * @param requestId under which the server's log knows the request
   */
  public Map<String, @Nullable Object> message(String requestId) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(data);
    all.put("request_id", requestId);
    return JsonRpc.errorMessage(id, code, String.valueOf(getMessage()), all);
  }

  private void send(Exchange exchange) throws IOException {
    exchange.sendJson(status, message(exchange.requestId()));
  }
}
