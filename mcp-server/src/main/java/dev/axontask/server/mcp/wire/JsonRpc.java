package dev.axontask.server.mcp.wire;

import dev.axontask.server.http.Problem;
import dev.axontask.server.http.RefusalForm;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The error codes of JSON-RPC and MCP that this endpoint answers with, and how they are written.
 */
public final class JsonRpc {
  public static final int PARSE_ERROR = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;

  /** Of the server's own range; the SDKs of MCP use it for a session that is gone. */
  public static final int SESSION_NOT_FOUND = -32001;

  /** A refusal of the HTTP door, as an error response without an id. */
  public static final RefusalForm FORM =
      (problem, requestId) ->
          RefusalForm.Body.json(
              errorMessage(null, code(problem), problem.detail(), data(problem, requestId)));

  private JsonRpc() {}

  public static Map<String, @Nullable Object> errorMessage(
      @Nullable Object id,
      int code,
      String message,
      @Nullable Map<String, ? extends @Nullable Object> data) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("code", code);
    error.put("message", message);
    if (data != null) {
      error.put("data", data);
    }
    Map<String, @Nullable Object> whole = new LinkedHashMap<>();
    whole.put("jsonrpc", "2.0");
    if (id != null) {
      whole.put("id", id);
    }
    whole.put("error", error);
    return whole;
  }

  private static int code(Problem problem) {
    return problem.status() >= 500 ? INTERNAL_ERROR : INVALID_REQUEST;
  }

  private static Map<String, String> data(Problem problem, String requestId) {
    return Map.of("code", problem.code().word(), "request_id", requestId);
  }
}
