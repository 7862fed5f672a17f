package dev.axontask.chaos.record;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client asks for.
 *
 * @param key names it: the task's name, and its idempotency key where it has one
 * @param args of the adapter
 * @param output what an attempt that ends by itself writes to its standard output
 * @param attempts how often it may be tried
 */
public record Order(String key, String adapter, Map<String, ?> args, String output, int attempts) {

  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("key", key);
    json.put("adapter", adapter);
    json.put("output", output);
    json.put("attempts", attempts);
    return json;
  }

  /** Reads what {@link Records#order} wrote; the arguments are not kept. */
  public static Order read(JsonNode line) {
    return new Order(
        line.required("key").asString(),
        line.required("adapter").asString(),
        Map.of(),
        line.required("output").asString(),
        line.required("attempts").asInt());
  }
}
