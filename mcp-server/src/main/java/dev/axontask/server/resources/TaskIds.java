package dev.axontask.server.resources;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskDirectory;
import dev.axontask.engine.task.TaskFilter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ids that begin with what was typed. Ids sort by creation, so those with a prefix are neighbours:
 * the newest of them are read, whatever else there is.
 */
final class TaskIds {
  private static final String HIGHEST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]*");

  private final TaskDirectory tasks;

  TaskIds(TaskDirectory tasks) {
    this.tasks = tasks;
  }

  /**
   * The caller's newest tasks with the prefix.
   *
   * @param most 1 to {@value TaskFilter#MAX_LIMIT}
   */
  List<String> startingWith(Caller caller, String typed, int most) {
    String prefix = typed.toLowerCase(Locale.ROOT);
    return highest(prefix)
        .map(highest ->
            tasks
                .list(caller, new TaskFilter(null, null, null, null, most, after(highest)))
                .tasks()
                .stream()
                .map(Task::id)
                .map(TaskId::toString)
                .takeWhile(id -> id.startsWith(prefix))
                .toList())
        .orElse(List.of());
  }

  /** The highest id with the prefix; empty if no id can have it. */
  static Optional<UUID> highest(String prefix) {
    if (prefix.length() > HIGHEST.length()) {
      return Optional.empty();
    }
    for (int i = 0; i < prefix.length(); i++) {
      boolean hyphen = HIGHEST.charAt(i) == '-';
      if (hyphen != (prefix.charAt(i) == '-')) {
        return Optional.empty();
      }
    }
    return HEX.matcher(prefix.replace("-", "")).matches()
        ? Optional.of(UUID.fromString(prefix + HIGHEST.substring(prefix.length())))
        : Optional.empty();
  }

  /** The cursor of a list that begins with this id; null if there is no id above it. */
  private static @Nullable String after(UUID id) {
    long low = id.getLeastSignificantBits() + 1;
    long high = id.getMostSignificantBits() + (low == 0 ? 1 : 0);
    return low == 0 && high == 0 ? null : new UUID(high, low).toString();
  }
}
