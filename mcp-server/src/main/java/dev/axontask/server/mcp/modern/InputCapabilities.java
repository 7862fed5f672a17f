package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.InputRequest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client has to declare before it may be asked for something (basic/patterns/mrtr,
 * client/elicitation, client/sampling).
 */
final class InputCapabilities {
  private InputCapabilities() {}

  /**
   * What is not declared of what these requests need.
   *
   * @return as client capabilities; empty if none is missing
   */
  static Map<String, @Nullable Object> missing(Client client, Collection<InputRequest> requests) {
    Map<String, @Nullable Object> missing = new LinkedHashMap<>();
    for (InputRequest request : requests) {
      String capability = request.method().capability();
      Optional<Map<String, @Nullable Object>> declared =
          JsonObjects.member(client.capabilities(), capability);
      Optional<String> part = part(request);
      if (declared.isEmpty() || part.filter(p -> !has(declared.get(), p)).isPresent()) {
        Map<String, @Nullable Object> parts =
            new LinkedHashMap<>(JsonObjects.member(missing, capability).orElse(Map.of()));
        part.ifPresent(p -> parts.put(p, Map.of()));
        missing.put(capability, parts);
      }
    }
    return missing;
  }

  /** The part of the capability that this request needs; empty if the whole is enough. */
  private static Optional<String> part(InputRequest request) {
    Map<String, @Nullable Object> params = request.params();
    return switch (request.method()) {
      case ELICITATION -> Optional.of("url".equals(params.get("mode")) ? "url" : "form");
      case SAMPLING ->
          params.containsKey("tools") || params.containsKey("toolChoice")
              ? Optional.of("tools")
              : Optional.empty();
      case ROOTS -> Optional.empty();
    };
  }

  /** {@code "elicitation": {}} says forms and nothing else. */
  private static boolean has(Map<String, @Nullable Object> declared, String part) {
    return declared.get(part) instanceof Map || (part.equals("form") && declared.isEmpty());
  }
}
