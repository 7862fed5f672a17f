package dev.axontask.bridge.message;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An error answer that the bridge itself gives. Its codes lie outside the range that JSON-RPC
 * reserves (-32768 to -32000), and {@code data.source} says {@code axontask-bridge}, so that nobody
 * takes it for the server's word.
 *
 * @param message what happened, what is known about the request, what to do
 */
public record Failure(int code, String message) {
  /** Nothing answered for as long as the bridge tries; the request was not carried out. */
  public static final int UNREACHABLE = -31001;

  /** The connection broke after the request was sent: it may have been carried out. */
  public static final int OUTCOME_UNKNOWN = -31002;

  /** The server refused the key. */
  public static final int UNAUTHORIZED = -31003;

  /** A message above the limit of the bridge. */
  public static final int TOO_LARGE = -31004;

  /** The server answered with something that is not MCP. */
  public static final int BAD_ANSWER = -31005;

  /** The error answer to a request, as one line of JSON; {@code id} null where it is unknown. */
  public byte[] answer(@Nullable RequestId id) {
    String json =
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + (id == null ? "null" : id.json())
            + ",\"error\":{\"code\":"
            + code
            + ",\"message\":"
            + quote(message)
            + ",\"data\":{\"source\":\"axontask-bridge\"}}}";
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** Gives a request the server's own error, which came without an id. */
  public static byte[] adopt(RequestId id, String error) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":" + id.json() + ",\"error\":" + error + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A JSON string (RFC 8259, section 7). */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c)) {
        out.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
