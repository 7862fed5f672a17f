package dev.axontask.engine.schedule;

import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.TaskRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request that starts a schedule's task of one planned time: the same whoever fires it. */
final class RunRequest {
  /** What a schedule says itself. */
  private static final List<String> ITS_OWN =
      List.of("idempotency_key", "run_at", "delay_s", "deadline", "depends_on");

  private static final String METADATA = "schedule";

  private final SpecReader reader;

  RunRequest(SpecReader reader) {
    this.reader = reader;
  }

  /** What a schedule's task must not say; empty if nothing. */
  static List<FieldProblem> problems(Map<String, @Nullable Object> task) {
    List<FieldProblem> problems = new ArrayList<>();
    for (String field : ITS_OWN) {
      if (task.get(field) != null) {
        problems.add(new FieldProblem("task." + field, "cannot be given: the schedule decides it"));
      }
    }
    if (task.get("metadata") instanceof Map<?, ?> metadata && metadata.containsKey(METADATA)) {
      problems.add(
          new FieldProblem("task.metadata." + METADATA, "is where the schedule names itself"));
    }
    return problems;
  }

  /**
   * The request, with the tag {@code schedule:ID}, metadata about the schedule, and an idempotency
   * key that no other planned time has.
   */
  TaskRequest of(ScheduleId id, String name, Map<String, @Nullable Object> task, Instant planned) {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>(task);
    whole.put("idempotency_key", tag(id) + ":" + planned);
    List<@Nullable Object> tags = new ArrayList<>();
    if (task.get("tags") instanceof List<?> given) {
      tags.addAll(given);
    }
    tags.add(tag(id));
    whole.put("tags", tags);
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    if (task.get("metadata") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> metadata.put(String.valueOf(key), value));
    }
    metadata.put(
        METADATA,
        Map.of("schedule_id", id.toString(), "name", name, "planned_at", planned.toString()));
    whole.put("metadata", metadata);
    return reader.read(whole);
  }

  private static String tag(ScheduleId id) {
    return "schedule:" + id;
  }
}
