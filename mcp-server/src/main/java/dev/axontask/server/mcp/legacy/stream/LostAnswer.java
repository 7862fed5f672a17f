package dev.axontask.server.mcp.legacy.stream;

import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.wire.JsonRpc;
import java.util.Map;

/**
 * What a client is told when the answer that it came back for is nowhere, so that it need not wait.
 */
final class LostAnswer {
  private static final String TEXT =
      "The answer to this request is lost: the server was restarted, another server gave it, or it"
          + " was not fetched in time. Send the request again. What it started goes on; look with"
          + " list_tasks before starting it a second time.";

  private LostAnswer() {}

  static byte[] to(Object requestId) {
    return Json.bytes(
        JsonRpc.errorMessage(
            requestId,
            JsonRpc.INTERNAL_ERROR,
            TEXT,
            Map.of("code", "answer_lost", "retryable", true)));
  }
}
