package dev.axontask.engine.schedule;

import dev.axontask.engine.TaskId;
import java.util.Optional;
import java.util.UUID;

/** Names a schedule: a UUIDv7, written like a task's id. */
public record ScheduleId(UUID value) {

  /** Reads an id; empty if the text is not a UUID in its usual form. */
  public static Optional<ScheduleId> parse(String text) {
    return TaskId.parse(text).map(id -> new ScheduleId(id.value()));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
