package dev.axontask.engine.schedule;

import dev.axontask.engine.task.TaskRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON object that starts a task, in the form in which callers give it and schedules keep
 * it.
 */
@FunctionalInterface
public interface SpecReader {
  /**
   * The request.
   *
   * @param spec an object that was checked against the form's schema when the schedule was made
   */
  TaskRequest read(Map<String, @Nullable Object> spec);
}
