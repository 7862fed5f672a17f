package dev.axontask.server.mcp.legacy;

import dev.axontask.server.http.Exchange;
import dev.axontask.server.mcp.wire.JsonRpc;
import dev.axontask.server.mcp.wire.RpcRefusal;
import java.util.List;
import java.util.Locale;

/** What the transport demands of headers (2025-11-25, basic/transports). */
final class Headers {
  private Headers() {}

  static void checkAccept(Exchange exchange, String... types) {
    List<String> accepted = exchange.headerList("Accept");
    for (String type : types) {
      if (accepted.stream().noneMatch(range -> covers(range.toLowerCase(Locale.ROOT), type))) {
        throw new RpcRefusal(
            406, JsonRpc.INVALID_REQUEST, "Accept must list " + String.join(" and ", types) + ".");
      }
    }
  }

  private static boolean covers(String range, String type) {
    return range.equals("*/*")
        || range.equals(type)
        || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
  }

  /** A missing header means 2025-03-26, or what the session agreed on. */
  static void checkRevision(Exchange exchange) {
    exchange
        .header("MCP-Protocol-Version")
        .filter(revision -> !Revisions.ALL.contains(revision))
        .ifPresent(revision -> {
          throw new RpcRefusal(
              400,
              JsonRpc.INVALID_REQUEST,
              "MCP-Protocol-Version must be one of " + String.join(", ", Revisions.ALL) + ".");
        });
  }
}
