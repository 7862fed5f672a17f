package dev.axontask.server.metrics;

import dev.axontask.server.http.RequestMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts requests: {@code axontask_http_requests_total}, {@code
 * axontask_http_request_duration_seconds}, {@code axontask_auth_failures_total}. Thread-safe.
 */
public final class HttpMetrics implements RequestMeter {
  private final MeterRegistry registry;
  private final Counter authFailures;
  private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Key, Counter> counters = new ConcurrentHashMap<>();

  private record Key(String method, String route, int status) {}

  public HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.authFailures =
        Counter.builder("axontask.auth.failures")
            .description("Requests without a valid key")
            .register(registry);
  }

  @Override
  public void served(String method, String route, int status, long nanos) {
    Key key = new Key(known(method), route, status);
    counters.computeIfAbsent(key, this::counter).increment();
    timers.computeIfAbsent(key, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void unauthorized() {
    authFailures.increment();
  }

  /** Callers may invent methods; labels are not theirs to invent. */
  private static String known(String method) {
    return switch (method) {
      case "GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS" -> method;
      default -> "other";
    };
  }

  private Counter counter(Key key) {
    return Counter.builder("axontask.http.requests")
        .description("Requests answered")
        .tag("method", key.method())
        .tag("route", key.route())
        .tag("status", Integer.toString(key.status()))
        .register(registry);
  }

  private Timer timer(Key key) {
    return Timer.builder("axontask.http.request.duration")
        .description("From a request's arrival to the end of its answer, streams included")
        .tag("method", key.method())
        .tag("route", key.route())
        .tag("status", Integer.toString(key.status()))
        .register(registry);
  }
}
