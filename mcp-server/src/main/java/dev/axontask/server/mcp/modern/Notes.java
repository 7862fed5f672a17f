package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Signals.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The notifications that this server sends. */
final class Notes {
  private Notes() {}

  static Map<String, @Nullable Object> of(String method, Map<String, @Nullable Object> params) {
    Map<String, @Nullable Object> note = new LinkedHashMap<>();
    note.put("jsonrpc", "2.0");
    note.put("method", method);
    note.put("params", params);
    return note;
  }

  /** basic/patterns/progress. */
  static Map<String, @Nullable Object> progress(
      Object token, double progress, double total, String message) {
    Map<String, @Nullable Object> params = JsonObjects.with("progressToken", token);
    params.put("progress", progress);
    if (total > 0) {
      params.put("total", total);
    }
    params.put("message", message);
    return of("notifications/progress", params);
  }

  /** server/utilities/logging. */
  static Map<String, @Nullable Object> log(Level level, Object data) {
    Map<String, @Nullable Object> params = JsonObjects.with("level", level.word());
    params.put("data", data);
    return of("notifications/message", params);
  }
}
