package dev.axontask.server.mcp.wire;

import dev.axontask.server.http.Exchange;
import java.util.List;
import java.util.Locale;

/** The header that says what a client can read (basic/transports, sending messages). */
public final class Accept {
  private Accept() {}

  /**
   * Refuses a request whose client cannot read all of these.
   *
   * @throws RpcRefusal 406
   */
  public static void require(Exchange exchange, String... types) {
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
}
