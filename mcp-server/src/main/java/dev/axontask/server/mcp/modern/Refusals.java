package dev.axontask.server.mcp.modern;

import dev.axontask.server.http.Invisible;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.Revisions;
import dev.axontask.server.mcp.wire.RpcRefusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The errors of this revision (basic/index, error codes) with their HTTP statuses. */
final class Refusals {
  private static final int HEADER_MISMATCH = -32020;
  private static final int MISSING_CAPABILITY = -32021;
  private static final int UNSUPPORTED_VERSION = -32022;

  private Refusals() {}

  /** The request is not one of this revision's (basic/index, per-request protocol fields). */
  static RpcRefusal malformed(String detail) {
    return new RpcRefusal(400, JsonRpc.INVALID_PARAMS, detail);
  }

  /** The method cannot use its parameters. */
  static RpcRefusal invalidParams(String detail) {
    return new RpcRefusal(200, JsonRpc.INVALID_PARAMS, detail);
  }

  static RpcRefusal headerMismatch(String detail) {
    return new RpcRefusal(400, HEADER_MISMATCH, "Header mismatch: " + detail);
  }

  /**
   * The client cannot do what the request needs.
   *
   * @param required as client capabilities
   */
  static RpcRefusal missingCapability(Map<String, @Nullable Object> required) {
    return new RpcRefusal(
            400,
            MISSING_CAPABILITY,
            "Missing required client capability; data.requiredCapabilities says which.")
        .with(Map.of("requiredCapabilities", required));
  }

  static RpcRefusal unsupportedVersion(String requested) {
    return new RpcRefusal(400, UNSUPPORTED_VERSION, "Unsupported protocol version")
        .with(Map.of("supported", Revisions.ALL, "requested", requested));
  }

  static RpcRefusal unknownMethod(String method) {
    return new RpcRefusal(
        404,
        JsonRpc.METHOD_NOT_FOUND,
        "Method not found: %s. This server offers none of that name in revision %s."
            .formatted(shown(method), Revisions.MODERN));
  }

  /** A client's text, as an error may repeat it. */
  static String shown(String text) {
    return Invisible.escaped(
        text.length() <= Limits.SHOWN ? text : text.substring(0, Limits.SHOWN) + "…");
  }
}
