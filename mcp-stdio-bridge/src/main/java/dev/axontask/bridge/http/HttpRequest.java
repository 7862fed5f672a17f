package dev.axontask.bridge.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request to the endpoint's server.
 *
 * @param path with its query
 * @param headers besides Host, Content-Length and Connection
 * @param body empty for none
 * @param silence how long the server may send nothing at all before the connection counts as broken
 */
public record HttpRequest(
    String method, String path, Map<String, String> headers, byte[] body, Duration silence) {

  public HttpRequest {
    headers = new LinkedHashMap<>(headers);
    headers.forEach(HttpRequest::check);
  }

  /** No control characters: nothing that came from a message can begin another header. */
  private static void check(String name, String value) {
    if (!value.chars().allMatch(c -> (c >= 0x20 && c < 0x7f) || (c >= 0x80 && c <= 0xff))) {
      throw new IllegalArgumentException("a control character in the header " + name);
    }
  }
}
