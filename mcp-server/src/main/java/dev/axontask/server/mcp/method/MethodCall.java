package dev.axontask.server.mcp.method;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.Inputs;
import dev.axontask.server.catalog.Signals;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request for one of the shared methods.
 *
 * @param params a JSON object as JDK types; not checked
 */
public record MethodCall(
    Caller caller,
    Client client,
    Map<String, @Nullable Object> params,
    Inputs inputs,
    Signals signals) {

  Optional<String> text(String name) {
    return params.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** An object; empty if it is absent or null. */
  @SuppressWarnings("unchecked") // JSON objects are read as maps with string keys.
  Map<String, @Nullable Object> object(String name) {
    return params.get(name) instanceof Map<?, ?> object
        ? (Map<String, @Nullable Object>) object
        : Map.of();
  }

  /** Whether a parameter is there and is no object. */
  boolean notAnObject(String name) {
    Object value = params.get(name);
    return value != null && !(value instanceof Map);
  }

  /** Whether a parameter is there and is no string. */
  boolean notText(String name) {
    Object value = params.get(name);
    return value != null && !(value instanceof String);
  }
}
