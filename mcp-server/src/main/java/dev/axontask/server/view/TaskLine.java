package dev.axontask.server.view;

import dev.axontask.engine.task.DeadEnd;
import dev.axontask.engine.task.Hold;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskState;
import dev.axontask.server.http.Invisible;
import dev.axontask.server.http.Json;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task in a line or two, for a model or a person. Below 600 characters. */
public final class TaskLine {
  private static final int MESSAGE = 200;

  private TaskLine() {}

  /** {@code running, attempt 1, last_seq 12, since 2026-...}, and progress or error. */
  public static String status(Task task) {
    StringBuilder line = new StringBuilder();
    line.append(task.state().word());
    if (task.exitCode() != null) {
      line.append(", exit code ").append(task.exitCode());
    }
    if (task.signal() != null) {
      line.append(", killed by signal ").append(task.signal());
    }
    line.append(", attempt ").append(task.attempt());
    line.append(", last_seq ").append(task.lastSeq());
    line.append(", created ").append(TaskJson.time(task.createdAt()));
    append(line, ", waits for ", others(task));
    append(line, ", held by ", hold(task.heldBy()));
    append(line, ", runs at ", waits(task) ? TaskJson.time(task.runAt()) : null);
    append(line, ", started ", TaskJson.time(task.startedAt()));
    append(line, ", ended ", TaskJson.time(task.endedAt()));
    if (task.cancelRequestedAt() != null && task.endedAt() == null) {
      line.append(", asked to end");
    }
    append(line, ", ", deadEnd(task.deadEnd()));
    append(line, "\nerror: ", message(task.errorJson()));
    append(line, "\nprogress: ", task.endedAt() == null ? progress(task.progressJson()) : null);
    return line.toString();
  }

  /** {@code running: 40 % building}: a few words for a person who waits. */
  public static String message(Task task) {
    StringBuilder line = new StringBuilder(task.state().word());
    if (task.exitCode() != null) {
      line.append(", exit code ").append(task.exitCode());
    }
    if (task.cancelRequestedAt() != null && task.endedAt() == null) {
      line.append(", asked to end");
    }
    append(line, ": ", message(task.errorJson()));
    append(line, ": ", task.endedAt() == null ? progress(task.progressJson()) : null);
    return line.toString();
  }

  /** For its time, or, after an attempt, for the next one. */
  private static boolean waits(Task task) {
    return task.state() == TaskState.SCHEDULED || task.state() == TaskState.PENDING;
  }

  private static @Nullable String hold(@Nullable Hold hold) {
    return switch (hold) {
      case null -> null;
      case Hold.PausedQueue queue -> "a pause of its queue";
      case Hold.ConcurrencyKey(String key) -> "its concurrency_key " + shortened(key);
      case Hold.RateLimitKey(String key, Instant until) ->
          "its rate_limit_key " + key + until(until);
      case Hold.CircuitBreaker(var breaker) ->
          "the circuit breaker of "
              + (breaker.target().isEmpty() ? "its adapter" : shortened(breaker.target()))
              + until(breaker.until());
    };
  }

  private static String until(@Nullable Instant until) {
    return until == null ? "" : " until " + TaskJson.time(until);
  }

  private static @Nullable String deadEnd(@Nullable DeadEnd end) {
    if (end == null) {
      return null;
    }
    return end.redrivenAs() == null ? end.reason() : "started again as " + end.redrivenAs();
  }

  private static @Nullable String others(Task task) {
    int count = task.dependencies().waitingFor().size();
    return count == 0 ? null : count + (count == 1 ? " task" : " tasks");
  }

  /** For a person who chooses: {@code build, running}. */
  public static String title(Task task) {
    String name = task.name() == null ? task.adapter() : shortened(task.name());
    return name + ", " + task.state().word();
  }

  /** The id first, for lists. */
  public static String inList(Task task) {
    String name = task.name() == null ? "" : " \"" + shortened(task.name()) + "\"";
    String exit = task.exitCode() == null ? "" : " (exit code " + task.exitCode() + ")";
    return "%s %s%s%s, %s, created %s"
        .formatted(
            task.id(),
            task.state().word(),
            exit,
            name,
            task.adapter(),
            TaskJson.time(task.createdAt()));
  }

  private static void append(StringBuilder line, String label, @Nullable String value) {
    if (value != null) {
      line.append(label).append(value);
    }
  }

  private static @Nullable String message(@Nullable String errorJson) {
    if (errorJson == null) {
      return null;
    }
    Map<String, @Nullable Object> error = Json.object(errorJson);
    return error.get("code") + ": " + shortened(String.valueOf(error.get("message")));
  }

  private static @Nullable String progress(@Nullable String progressJson) {
    if (progressJson == null) {
      return null;
    }
    Map<String, @Nullable Object> progress = Json.object(progressJson);
    String fraction =
        progress.get("fraction") instanceof Number n
            ? Math.round(n.doubleValue() * 100) + " % "
            : "";
    Object message = progress.get("message");
    return fraction + (message == null ? "" : shortened(message.toString()));
  }

  /** With nothing in it that cannot be seen. */
  static String oneLine(String text) {
    return Invisible.escaped(text).replace('\n', ' ');
  }

  static String shortened(String text) {
    String oneLine = oneLine(text);
    return oneLine.length() <= MESSAGE ? oneLine : oneLine.substring(0, MESSAGE) + "…";
  }
}
