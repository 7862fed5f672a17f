package dev.axontask.server.mcp.legacy;

import dev.axontask.server.http.Outages;
import dev.axontask.server.http.Problem;
import dev.axontask.server.mcp.wire.JsonRpc;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Errors that answer a request, in the form that the SDK's session passes on as it is. */
final class RpcErrors {
  /** Of the 2025 revisions (server/resources). */
  private static final int RESOURCE_NOT_FOUND = -32002;

  private RpcErrors() {}

  static McpError invalidParams(String detail) {
    return error(JsonRpc.INVALID_PARAMS, detail, null);
  }

  static McpError noSuchResource(String uri) {
    return error(
        RESOURCE_NOT_FOUND,
        "There is no such resource; resources/list and resources/templates/list show what there is.",
        Map.of("uri", uri));
  }

  static McpError capabilityMissing(Object required) {
    return error(
        JsonRpc.INVALID_REQUEST,
        "This needs capabilities that the client did not declare at initialize.",
        Map.of("requiredCapabilities", required));
  }

  static McpError failed(String detail) {
    return error(JsonRpc.INTERNAL_ERROR, detail, null);
  }

  /** Of an exception, whose own text is for the log only. */
  static McpError unexpected(Throwable e) {
    Problem problem = Outages.problem(e);
    return error(
        JsonRpc.INTERNAL_ERROR,
        problem.detail(),
        Map.of("code", problem.code().word(), "retryable", problem.retryable()));
  }

  @SuppressWarnings("NullAway") // The SDK's record is not marked; absent data is null.
  private static McpError error(int code, String message, @Nullable Object data) {
    return new McpError(new JSONRPCError(code, message, data));
  }
}
