package dev.axontask.server.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Headers of every answer. A page, when there is one, loosens the policy for itself. */
final class SecurityHeaders {
  private SecurityHeaders() {}

  static Map<String, String> of(boolean tls) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cache-Control", "no-store");
    if (tls) {
      headers.put("Strict-Transport-Security", "max-age=31536000");
    }
    return headers;
  }
}
