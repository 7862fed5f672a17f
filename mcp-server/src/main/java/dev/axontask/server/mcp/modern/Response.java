package dev.axontask.server.mcp.modern;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last message of a request.
 *
 * @param status of HTTP, unless a stream has begun: that is a 200
 */
record Response(int status, Map<String, @Nullable Object> message) {

  static Response result(Object id, Map<String, @Nullable Object> result) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", "2.0");
    message.put("id", id);
    message.put("result", result);
    return new Response(200, message);
  }
}
