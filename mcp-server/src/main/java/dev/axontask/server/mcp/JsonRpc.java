package dev.axontask.server.mcp;

import dev.axontask.server.http.Problem;
import dev.axontask.server.http.RefusalForm;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The error codes of JSON-RPC and MCP that this endpoint answers with, and how they are written.
 */
final class JsonRpc {
  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;

  /** Of the server's own range; the SDKs of MCP use it for a session that is gone. */
  static final int SESSION_NOT_FOUND = -32001;

  /** A refusal of the HTTP door, as an error response without an id. */
  static final RefusalForm FORM =
      (problem, requestId) ->
          RefusalForm.Body.json(
              errorMessage(null, code(problem), problem.detail(), data(problem, requestId)));

  private JsonRpc() {}

  static Map<String, @Nullable Object> errorMessage(
      @Nullable Object id, int code, String message, @Nullable Map<String, ?> data) {
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

  /** What of an error the SDK made may be shown: nothing of an exception. */
  static JSONRPCError withoutInternals(JSONRPCError error) {
    return error.code() == INTERNAL_ERROR
        ? new JSONRPCError(
            INTERNAL_ERROR, "The server failed at this request; its log has the reason.")
        : new JSONRPCError(error.code(), error.message());
  }

  private static int code(Problem problem) {
    return problem.status() >= 500 ? INTERNAL_ERROR : INVALID_REQUEST;
  }

  private static Map<String, String> data(Problem problem, String requestId) {
    return Map.of("code", problem.code().word(), "request_id", requestId);
  }
}
