package dev.axontask.server.metrics;

import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Route;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET /metrics}. Open to callers on this machine, where Prometheus usually runs; others need
 * the key. Behind a proxy on this machine every caller is local: let the proxy leave this path out.
 */
public final class MetricsPage {
  private final PrometheusMeterRegistry registry;

  public MetricsPage(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  public Route route() {
    return new Route("GET", "/metrics", Route.Access.LOOPBACK_OR_KEY, this::serve);
  }

  private void serve(Exchange exchange) throws IOException {
    exchange.send(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        registry.scrape().getBytes(StandardCharsets.UTF_8));
  }
}
