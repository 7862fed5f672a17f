package dev.axontask.server.mcp.legacy;

import dev.axontask.server.http.Exchange;
import dev.axontask.server.mcp.wire.Accept;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.Revisions;
import dev.axontask.server.mcp.wire.RpcRefusal;

/** What the transport demands of headers (2025-11-25, basic/transports). */
final class Headers {
  private Headers() {}

  static void checkAccept(Exchange exchange, String... types) {
    Accept.require(exchange, types);
  }

  /** A missing header means 2025-03-26, or what the session agreed on. */
  static void checkRevision(Exchange exchange) {
    exchange
        .header("MCP-Protocol-Version")
        .filter(revision -> !Revisions.LEGACY.contains(revision))
        .ifPresent(revision -> {
          throw new RpcRefusal(
              400,
              JsonRpc.INVALID_REQUEST,
              "MCP-Protocol-Version must be one of " + String.join(", ", Revisions.LEGACY) + ".");
        });
  }
}
