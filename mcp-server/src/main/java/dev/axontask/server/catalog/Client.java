package dev.axontask.server.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the client said it can do.
 *
 * @param capabilities {@code ClientCapabilities} of the specification, as JSON
 */
public record Client(Map<String, @Nullable Object> capabilities) {
  public static final Client UNKNOWN = new Client(Map.of());

  public boolean can(InputRequest.Method method) {
    return capabilities.get(method.capability()) instanceof Map;
  }

  /** Whether it declared an extension such as {@code io.modelcontextprotocol/tasks}. */
  public boolean speaks(String extension) {
    return capabilities.get("extensions") instanceof Map<?, ?> extensions
        && extensions.get(extension) instanceof Map;
  }
}
