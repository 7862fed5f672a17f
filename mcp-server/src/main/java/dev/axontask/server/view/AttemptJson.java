package dev.axontask.server.view;

import dev.axontask.engine.task.PastAttempt;
import dev.axontask.server.http.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An attempt as JSON. What is not known is left out. */
public final class AttemptJson {
  private AttemptJson() {}

  public static Map<String, @Nullable Object> of(PastAttempt attempt) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("number", attempt.number());
    json.put("worker", attempt.worker().toString());
    json.put("host", attempt.host().toString());
    json.put("started_at", TaskJson.time(attempt.startedAt()));
    if (attempt.endedAt() != null) {
      json.put("ended_at", TaskJson.time(attempt.endedAt()));
    }
    if (attempt.outcome() != null) {
      json.put("outcome", attempt.outcome());
    }
    if (attempt.errorJson() != null) {
      json.put("error", Json.object(attempt.errorJson()));
    }
    json.put("bytes", attempt.bytes());
    return json;
  }
}
