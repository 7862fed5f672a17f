package dev.axontask.server.view;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.EventJson;
import dev.axontask.engine.event.Micros;
import dev.axontask.engine.task.DeadEnd;
import dev.axontask.engine.task.Dependencies;
import dev.axontask.engine.task.Hold;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskKeys;
import dev.axontask.server.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task as JSON. What is not known is left out. */
public final class TaskJson {
  /** Of those that a task waits for, in a glance. */
  private static final int WAITING_FOR = 5;

  private TaskJson() {}

  /**
   * How it stands, for a model: what {@code get_task_status} and {@code list_tasks} show. Messages
   * are shortened, and a progress is without its facts; the log has both whole. Of the tasks that
   * it waits for, the first few are named.
   */
  public static Map<String, @Nullable Object> glance(Task task) {
    Map<String, @Nullable Object> json = status(task);
    json.computeIfPresent("error", (name, error) -> shortened(error));
    json.computeIfPresent("progress", (name, progress) -> shortened(progress));
    json.computeIfPresent("held_by", (name, hold) -> shortened(hold));
    json.computeIfPresent("waiting_for", (name, all) -> ids(firstOf(task.dependencies())));
    return json;
  }

  private static List<TaskId> firstOf(Dependencies dependencies) {
    return dependencies.waitingFor().stream().limit(WAITING_FOR).toList();
  }

  private static List<String> ids(List<TaskId> tasks) {
    return tasks.stream().map(TaskId::toString).toList();
  }

  private static Map<String, @Nullable Object> shortened(Object object) {
    Map<String, @Nullable Object> brief = new LinkedHashMap<>();
    if (object instanceof Map<?, ?> members) {
      members.forEach((name, value) -> {
        if (value instanceof String text) {
          brief.put(String.valueOf(name), TaskLine.shortened(text));
        } else if (!(value instanceof Map)) {
          brief.put(String.valueOf(name), value);
        }
      });
    }
    return brief;
  }

  /** How it stands: what plain HTTP shows in lists. */
  public static Map<String, @Nullable Object> status(Task task) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("task_id", task.id().toString());
    put(json, "name", task.name());
    json.put("state", task.state().word());
    json.put("adapter", task.adapter());
    json.put("attempt", task.attempt());
    json.put("created_at", time(task.createdAt()));
    put(json, "run_at", time(task.runAt()));
    put(json, "started_at", time(task.startedAt()));
    put(json, "ended_at", time(task.endedAt()));
    if (!task.dependencies().waitingFor().isEmpty()) {
      json.put("waiting_for", ids(task.dependencies().waitingFor()));
    }
    put(json, "held_by", hold(task.heldBy()));
    json.put("last_seq", task.lastSeq());
    put(json, "exit_code", task.exitCode());
    put(json, "signal", task.signal());
    put(json, "error", object(task.errorJson()));
    deadEnd(json, task.deadEnd());
    put(json, "redrive_of", id(task.redriveOf()));
    put(json, "progress", object(task.progressJson()));
    if (task.cancelRequestedAt() != null) {
      json.put("cancel_requested_at", time(task.cancelRequestedAt()));
    }
    return json;
  }

  /** {@code what} holds it, and what is known of that. */
  private static @Nullable Map<String, @Nullable Object> hold(@Nullable Hold hold) {
    if (hold == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("what", hold.word());
    switch (hold) {
      case Hold.PausedQueue queue -> {}
      case Hold.ConcurrencyKey(String key) -> json.put("key", key);
      case Hold.RateLimitKey(String key, Instant until) -> {
        json.put("key", key);
        put(json, "until", time(until));
      }
      case Hold.CircuitBreaker(var breaker) -> {
        json.put("target", breaker.target());
        json.put("state", breaker.status().word());
        put(json, "until", time(breaker.until()));
      }
    }
    return json;
  }

  private static void keys(Map<String, @Nullable Object> json, TaskKeys keys) {
    put(json, "concurrency_key", keys.concurrency());
    put(json, "concurrency_limit", keys.concurrencyLimit());
    put(json, "rate_limit_key", keys.rateLimit());
    put(json, "unique_key", keys.unique());
  }

  private static void deadEnd(Map<String, @Nullable Object> json, @Nullable DeadEnd end) {
    if (end != null) {
      json.put("dead_letter_reason", end.reason());
      put(json, "redriven_as", id(end.redrivenAs()));
    }
  }

  private static @Nullable String id(@Nullable TaskId task) {
    return task == null ? null : task.toString();
  }

  /** All of it: what plain HTTP shows of one task. */
  public static Map<String, @Nullable Object> whole(Task task, String streamUrl) {
    Map<String, @Nullable Object> json = status(task);
    put(json, "description", task.description());
    json.put("args", object(task.args()));
    json.put("tags", task.tags());
    json.put("metadata", object(task.metadataJson()));
    json.put("priority", task.priority());
    json.put("timeout_s", task.timeout().toSeconds());
    json.put("max_attempts", task.retries().maxAttempts());
    json.put("retry_on", task.retries().retryOn().word());
    json.put("on_worker_loss", task.retries().onWorkerLoss().word());
    Duration toStart = task.clocks().scheduleToStart();
    put(json, "schedule_to_start_s", toStart == null ? null : toStart.toSeconds());
    put(json, "deadline", time(task.clocks().deadline()));
    keys(json, task.keys());
    if (!task.dependencies().on().isEmpty()) {
      json.put("depends_on", ids(task.dependencies().on()));
      json.put("depends_on_policy", task.dependencies().policy().word());
    }
    json.put("bytes_streamed", task.bytesStreamed());
    json.put("head_hash", HexFormat.of().formatHex(task.lastHash()));
    json.put("spec_hash", HexFormat.of().formatHex(task.specHash()));
    json.put("stream_url", streamUrl);
    return json;
  }

  /** RFC 3339 with microseconds. */
  public static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : EventJson.time(Micros.of(instant));
  }

  private static @Nullable Object object(@Nullable String json) {
    return json == null ? null : Json.object(json);
  }

  private static void put(Map<String, @Nullable Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
