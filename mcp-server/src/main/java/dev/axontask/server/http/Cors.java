package dev.axontask.server.http;

/** Cross-origin reading, for configured origins only. Credentials are headers, never cookies. */
final class Cors {
  private Cors() {}

  static void share(Exchange exchange, String origin) {
    exchange.setHeader("Access-Control-Allow-Origin", origin);
    exchange.setHeader("Vary", "Origin");
    exchange.setHeader(
        "Access-Control-Expose-Headers", "Mcp-Session-Id, X-Request-Id, Retry-After");
  }

  static void allow(Exchange exchange) {
    exchange.setHeader("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE");
    exchange.setHeader(
        "Access-Control-Allow-Headers",
        "Authorization, X-API-Key, Content-Type, Accept, Idempotency-Key, Last-Event-ID,"
            + " Mcp-Session-Id, Mcp-Protocol-Version, X-Request-Id");
    exchange.setHeader("Access-Control-Max-Age", "600");
  }
}
