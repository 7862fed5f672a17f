package dev.axontask.adapter.mock;

import dev.axontask.adapter.Report;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A question of a script: a form that somebody fills in ({@code elicitation/create}).
 *
 * @param key within the script
 */
record Ask(String key, Map<String, @Nullable Object> params) {

  /** Reads the member {@code ask} of a step. */
  static Ask of(Map<?, ?> ask) {
    Object schema = ask.get("schema");
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("mode", "form");
    params.put("message", String.valueOf(ask.get("message")));
    params.put(
        "requestedSchema",
        schema == null ? Map.of("type", "object", "properties", Map.of()) : schema);
    return new Ask(String.valueOf(ask.get("key")), params);
  }

  Report report() {
    return new Report.InputRequired(key, "elicitation/create", params);
  }

  /** What the script prints of an answer: {@code key action}, and a line for each field. */
  String shown(Map<String, @Nullable Object> answer) {
    StringBuilder lines = new StringBuilder();
    lines.append(key).append(' ').append(answer.get("action")).append('\n');
    if (answer.get("content") instanceof Map<?, ?> content) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      content.forEach((name, value) -> sorted.put(String.valueOf(name), value));
      sorted.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    }
    return lines.toString();
  }
}
