package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Freshness;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this revision adds to results (basic/index, responses). */
final class Results {
  private final Map<String, @Nullable Object> server;

  /**
   * Results of this server.
   *
   * @param version of it, told to clients
   */
  Results(String version) {
    server = Map.of("name", "axontask", "title", "AxonTask", "version", version);
  }

  /** The final one. */
  Map<String, @Nullable Object> complete(Map<String, @Nullable Object> json) {
    return of("complete", json);
  }

  /** The final one, which clients may keep (server/utilities/caching). */
  Map<String, @Nullable Object> complete(
      Map<String, @Nullable Object> json, @Nullable Freshness freshness) {
    Map<String, @Nullable Object> result = complete(json);
    if (freshness != null) {
      result.put("ttlMs", freshness.ttl().toMillis());
      result.put("cacheScope", freshness.shared() ? "public" : "private");
    }
    return result;
  }

  /** One of a kind; who answers stands in {@code _meta}, beside what is there already. */
  Map<String, @Nullable Object> of(String resultType, Map<String, @Nullable Object> json) {
    Map<String, @Nullable Object> result = JsonObjects.with("resultType", resultType);
    result.putAll(json);
    Map<String, @Nullable Object> meta =
        new LinkedHashMap<>(JsonObjects.member(json, "_meta").orElse(Map.of()));
    meta.put(MetaKeys.SERVER, server);
    result.put("_meta", meta);
    return result;
  }
}
