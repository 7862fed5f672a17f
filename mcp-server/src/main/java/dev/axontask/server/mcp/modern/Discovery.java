package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.mcp.wire.Revisions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code server/discover} (server/discover). */
final class Discovery {
  /** What is offered changes when a server is upgraded, which no client is told. */
  private static final Freshness FRESHNESS = new Freshness(Duration.ofMinutes(5), true);

  private final Catalog catalog;
  private final Offered offered;
  private final Results results;

  Discovery(Catalog catalog, Offered offered, Results results) {
    this.catalog = catalog;
    this.offered = offered;
    this.results = results;
  }

  Map<String, @Nullable Object> discover() {
    Map<String, @Nullable Object> json = JsonObjects.with("supportedVersions", Revisions.ALL);
    json.put("capabilities", offered.capabilities());
    json.put("instructions", catalog.instructions());
    return results.complete(json, FRESHNESS);
  }
}
