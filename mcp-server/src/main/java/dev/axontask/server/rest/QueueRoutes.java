package dev.axontask.server.rest;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Engine;
import dev.axontask.engine.Limits;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.breaker.Breaker;
import dev.axontask.engine.breaker.BreakerStatus;
import dev.axontask.engine.queue.PausedKeyPage;
import dev.axontask.engine.queue.QueueState;
import dev.axontask.engine.task.QueuePolicy;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Json;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.RefusedException;
import dev.axontask.server.tools.Args;
import dev.axontask.server.view.TaskJson;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/queue}: how the caller's queues stand, pausing and resuming them and keys, and
 * breakers.
 */
final class QueueRoutes {
  /** Of times that PostgreSQL and RFC 3339 both know. */
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private static final String UNTIL =
      "must be a time from now to %d days from now, like 2026-11-21T09:30:00Z"
          .formatted(Limits.KEY_PAUSE_MAX.toDays());

  private final Engine engine;

  QueueRoutes(Engine engine) {
    this.engine = engine;
  }

  void list(Exchange exchange) throws IOException {
    List<Map<String, @Nullable Object>> queues =
        states(exchange.caller()).stream().map(QueueRoutes::json).toList();
    PausedKeyPage paused = engine.queueStates().pausedKeys(exchange.caller());
    List<Map<String, @Nullable Object>> keys =
        paused.keys().stream().map(key -> key(key.key(), key.until())).toList();
    List<Map<String, @Nullable Object>> breakers =
        engine.breakers().open(exchange.caller()).stream().map(QueueRoutes::json).toList();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("queues", queues);
    json.put("paused_keys", keys);
    json.put("has_more", paused.more());
    json.put("circuit_breakers", breakers);
    exchange.sendJson(200, json);
  }

  private List<QueueState> states(Caller caller) {
    List<String> adapters = engine.adapters().list().stream().map(RegisteredAdapter::name).toList();
    return engine.queueStates().list(caller, adapters);
  }

  void pause(Exchange exchange) throws IOException {
    Queries.only(exchange.jsonBody());
    QueueState known = queue(exchange);
    engine.queueControls().pauseQueue(exchange.caller(), known.adapter());
    exchange.sendJson(200, json(queue(exchange)));
  }

  void resume(Exchange exchange) throws IOException {
    Queries.only(exchange.jsonBody());
    QueueState known = queue(exchange);
    engine.queueControls().resumeQueue(exchange.caller(), known.adapter());
    exchange.sendJson(200, json(queue(exchange)));
  }

  private QueueState queue(Exchange exchange) {
    String adapter = exchange.variable("adapter");
    return states(exchange.caller()).stream()
        .filter(state -> state.adapter().equals(adapter))
        .findAny()
        .orElseThrow(() ->
            new RefusedException(
                Problem.notFound(
                    "There is no queue of this name; GET /api/queue lists those that there are.")));
  }

  void pauseKey(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> body = exchange.jsonBody();
    Queries.only(body, "until");
    Instant until =
        Optional.ofNullable(body.get("until"))
            .flatMap(value -> Args.instant(value.toString()))
            .filter(at -> at.isAfter(Instant.EPOCH) && at.isBefore(LATEST))
            .orElseThrow(() -> Queries.wrong("until", UNTIL));
    String key = keyOf(exchange);
    if (!engine.queueControls().pauseKey(exchange.caller(), key, until)) {
      throw Queries.wrong("until", UNTIL);
    }
    exchange.sendJson(200, key(key, until));
  }

  void resumeKey(Exchange exchange) throws IOException {
    Queries.only(exchange.jsonBody());
    String key = keyOf(exchange);
    engine.queueControls().resumeKey(exchange.caller(), key);
    exchange.sendJson(200, key(key, null));
  }

  void closeBreaker(Exchange exchange) throws IOException {
    String adapter = queue(exchange).adapter();
    Map<String, @Nullable Object> body = exchange.jsonBody();
    Queries.only(body, "target");
    Object target = Objects.requireNonNullElse(body.get("target"), "");
    if (!(target instanceof String name) || !isTarget(name)) {
      throw Queries.wrong("target", "must be a target as GET /api/queue shows it");
    }
    engine.breakers().close(exchange.caller(), adapter, name);
    exchange.sendJson(200, json(new Breaker(adapter, name, BreakerStatus.CLOSED, 0, null, null)));
  }

  private static boolean isTarget(String name) {
    return name.codePoints().count() <= Limits.TARGET_LENGTH
        && name.codePoints()
            .noneMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  private static Map<String, @Nullable Object> json(Breaker breaker) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("adapter", breaker.adapter());
    json.put("target", breaker.target());
    json.put("state", breaker.status().word());
    json.put("until", TaskJson.time(breaker.until()));
    json.put("failures", breaker.failures());
    String error = breaker.errorJson();
    json.put("error", error == null ? null : Json.object(error));
    return json;
  }

  private static String keyOf(Exchange exchange) {
    String key = exchange.variable("key");
    if (!QueuePolicy.isRateLimitKey(key)) {
      throw Queries.wrong("key", QueuePolicy.RATE_LIMIT_KEY_HAS);
    }
    return key;
  }

  private static Map<String, @Nullable Object> key(String key, @Nullable Instant until) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("key", key);
    json.put("paused_until", TaskJson.time(until));
    return json;
  }

  private static Map<String, @Nullable Object> json(QueueState state) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("adapter", state.adapter());
    json.put("paused", state.pausedAt() != null);
    json.put("paused_at", TaskJson.time(state.pausedAt()));
    json.put("depth", state.depth());
    json.put("held", state.held());
    json.put("oldest", TaskJson.time(state.oldest()));
    return json;
  }
}
