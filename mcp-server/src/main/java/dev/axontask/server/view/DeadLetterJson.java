package dev.axontask.server.view;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.deadletter.DeadLetter;
import dev.axontask.server.http.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dead letter as JSON. What is not known is left out. */
public final class DeadLetterJson {
  private DeadLetterJson() {}

  public static Map<String, @Nullable Object> of(DeadLetter letter) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("task_id", letter.task().toString());
    if (letter.name() != null) {
      json.put("name", letter.name());
    }
    json.put("adapter", letter.adapter());
    json.put("tags", letter.tags());
    json.put("reason", letter.reason());
    if (letter.errorJson() != null) {
      json.put("error", Json.object(letter.errorJson()));
    }
    json.put("attempts", letter.attempts());
    json.put("created_at", TaskJson.time(letter.createdAt()));
    TaskId redrivenAs = letter.redrivenAs();
    if (redrivenAs != null) {
      json.put("redriven_as", redrivenAs.toString());
    }
    return json;
  }
}
