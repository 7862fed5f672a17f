package dev.axontask.server.tools;

import dev.axontask.engine.task.TaskState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object and which of them it must have; others are not allowed. */
final class Fields {
  private final Map<String, @Nullable Object> properties = new LinkedHashMap<>();
  private final List<String> required = new ArrayList<>();

  Fields must(String name, Map<String, @Nullable Object> schema) {
    required.add(name);
    return may(name, schema);
  }

  Fields may(String name, Map<String, @Nullable Object> schema) {
    properties.put(name, schema);
    return this;
  }

  Fields and(Fields others) {
    properties.putAll(others.properties);
    required.addAll(others.required);
    return this;
  }

  /** As a JSON Schema. */
  Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  static Map<String, @Nullable Object> taskId() {
    return Types.about(Types.text(1, 64), "The id that start_task gave.");
  }

  static Map<String, @Nullable Object> state() {
    return Types.oneOf(Arrays.stream(TaskState.values()).map(TaskState::word).toList());
  }

  /** What {@link dev.axontask.server.view.TaskJson#glance} writes. */
  static Fields status() {
    return new Fields()
        .must("task_id", Types.text())
        .may("name", Types.text())
        .must("state", state())
        .must("adapter", Types.text())
        .must("attempt", Types.whole(0))
        .must("created_at", Types.time())
        .may("run_at", Types.time())
        .may("started_at", Types.time())
        .may("ended_at", Types.time())
        .may("waiting_for", Types.list(Types.text()))
        .may("held_by", Types.object())
        .must("last_seq", Types.whole(0))
        .may("exit_code", Types.whole())
        .may("signal", Types.whole())
        .may("error", Types.object())
        .may("dead_letter_reason", Types.text())
        .may("redriven_as", Types.text())
        .may("redrive_of", Types.text())
        .may("progress", Types.object())
        .may("cancel_requested_at", Types.time());
  }
}
