package dev.axontask.engine.task;

import dev.axontask.adapter.AdapterError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The payload of a {@code retry} event: {@code attempt, error, delay_ms}. */
final class RetryPayload {
  private static final JsonMapper JSON = new JsonMapper();

  private RetryPayload() {}

  /**
   * As JSON.
   *
   * @param attempt the one that ended
   */
  static byte[] json(int attempt, AdapterError error, Duration delay) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attempt", attempt);
    members.put("error", EndPayload.members(error));
    members.put("delay_ms", delay.toMillis());
    return JSON.writeValueAsBytes(members);
  }
}
