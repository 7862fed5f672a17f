package dev.axontask.server.conformance;

import dev.axontask.server.catalog.Answer.NeedsInput;
import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.Inputs;
import dev.axontask.server.http.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the fixture asks, and how it reads the answers. */
final class Questions {
  static final InputRequest ROOTS = new InputRequest(InputRequest.Method.ROOTS, Map.of());

  private Questions() {}

  /** Asks a person for one field. */
  static InputRequest form(String message, String field, String type) {
    return form(
        message,
        """
        {"type": "object", "properties": {"%s": {"type": "%s"}}, "required": ["%1$s"]}
        """
            .formatted(field, type));
  }

  /** Asks a person to fill in the form that this schema describes. */
  static InputRequest form(String message, String schema) {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("message", message);
    params.put("requestedSchema", Json.object(schema));
    return new InputRequest(InputRequest.Method.ELICITATION, params);
  }

  /** Asks a model. */
  static InputRequest sample(String prompt) {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put(
        "messages",
        List.of(Map.of("role", "user", "content", Map.of("type", "text", "text", prompt))));
    params.put("maxTokens", 100);
    return new InputRequest(InputRequest.Method.SAMPLING, params);
  }

  static <T> NeedsInput<T> ask(String key, InputRequest request) {
    return ask(Map.of(key, request), Map.of());
  }

  static <T> NeedsInput<T> ask(
      Map<String, InputRequest> requests, Map<String, @Nullable Object> state) {
    return new NeedsInput<>(requests, state);
  }

  /** The text that a person put into a field. */
  static Optional<String> field(Inputs inputs, String key, String field) {
    return inputs
        .response(key)
        .flatMap(response -> member(response, "content"))
        .filter(Map.class::isInstance)
        .flatMap(content -> member((Map<?, ?>) content, field))
        .map(String::valueOf);
  }

  private static Optional<Object> member(Map<?, ?> object, String name) {
    return Optional.ofNullable(object.get(name));
  }

  /** The text that a model answered. */
  static Optional<String> sampled(Inputs inputs, String key) {
    return field(inputs, key, "text");
  }

  /** How many roots there are. */
  static Optional<Integer> roots(Inputs inputs, String key) {
    return inputs
        .response(key)
        .flatMap(response -> member(response, "roots"))
        .filter(List.class::isInstance)
        .map(roots -> ((List<?>) roots).size());
  }
}
