package dev.axontask.server.rest;

import dev.axontask.adapter.Readiness;
import dev.axontask.engine.Engine;
import dev.axontask.engine.EngineHealth;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.server.http.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health} and its parts. Open to all, so a failure is named and not explained: the log has
 * the reason.
 */
final class HealthRoutes {
  private final Engine engine;
  private final String version;
  private final BooleanSupplier draining;

  HealthRoutes(Engine engine, String version, BooleanSupplier draining) {
    this.engine = engine;
    this.version = version;
    this.draining = draining;
  }

  /** The process answers. */
  void live(Exchange exchange) throws IOException {
    exchange.sendJson(200, Map.of("status", "up"));
  }

  /** Whether requests should be sent here, and if not, why. Redis may be away. */
  void ready(Exchange exchange) throws IOException {
    List<String> reasons = new ArrayList<>();
    if (draining.getAsBoolean()) {
      reasons.add("the server is stopping");
    } else if (!engine.health().database().up()) {
      reasons.add("PostgreSQL does not answer");
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("status", reasons.isEmpty() ? "ready" : "not_ready");
    json.put("reasons", reasons);
    exchange.sendJson(reasons.isEmpty() ? 200 : 503, json);
  }

  void database(Exchange exchange) throws IOException {
    store(exchange, engine.health().database());
  }

  void redis(Exchange exchange) throws IOException {
    store(exchange, engine.health().redis());
  }

  private static void store(Exchange exchange, EngineHealth.Check check) throws IOException {
    exchange.sendJson(check.up() ? 200 : 503, Map.of("status", word(check)));
  }

  /** Everything at a glance. */
  void all(Exchange exchange) throws IOException {
    EngineHealth.Check database = engine.health().database();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("status", database.up() && !draining.getAsBoolean() ? "up" : "down");
    json.put("version", version);
    json.put("database", word(database));
    json.put("redis", word(engine.health().redis()));
    Map<String, @Nullable Object> adapters = new LinkedHashMap<>();
    engine.adapters().list().forEach(adapter -> adapters.put(adapter.name(), readiness(adapter)));
    json.put("adapters", adapters);
    exchange.sendJson(database.up() ? 200 : 503, json);
  }

  private static String word(EngineHealth.Check check) {
    return check.up() ? "up" : "down";
  }

  private static Map<String, String> readiness(RegisteredAdapter adapter) {
    return switch (adapter.readiness()) {
      case Readiness.Ready ready -> Map.of("status", "ready", "detail", ready.detail());
      case Readiness.Unavailable off ->
          Map.of("status", "unavailable", "reason", off.reason(), "remedy", off.remedy());
    };
  }
}
