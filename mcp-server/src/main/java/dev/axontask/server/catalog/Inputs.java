package dev.axontask.server.catalog;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the client brought back after a {@link Answer.NeedsInput}. Not checked: a client can leave
 * answers out, and add others.
 *
 * @param responses the results of the requests, by their keys
 * @param state what the handler had given; verified to be unchanged, of this caller and this
 *     request
 */
public record Inputs(Map<String, ?> responses, Map<String, @Nullable Object> state) {
  /** Of a first call. */
  public static final Inputs NONE = new Inputs(Map.of(), Map.of());

  /** The result of a request, if it is an object. */
  @SuppressWarnings("unchecked") // JSON objects are read as maps with string keys.
  public Optional<Map<String, @Nullable Object>> response(String key) {
    return responses.get(key) instanceof Map<?, ?> object
        ? Optional.of((Map<String, @Nullable Object>) object)
        : Optional.empty();
  }
}
