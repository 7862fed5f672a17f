package dev.axontask.server.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a handler comes to: its result, or what it lacks.
 *
 * @param <T> the result's type
 */
public sealed interface Answer<T>
    permits ToolResult,
        Resources.ResourceReading,
        Prompt.Messages,
        Answer.NeedsInput,
        Answer.NeedsCapability {

  /**
   * The client has to ask somebody first; then the handler is called again, in another process
   * perhaps (specification 2026-07-28, basic/patterns/mrtr).
   *
   * @param requests by a key of the handler's choice; may be empty if there is a state
   * @param state what the handler wants to find again in {@link Inputs#state}; JSON, may be empty.
   *     The client carries it, sealed.
   */
  record NeedsInput<T>(Map<String, InputRequest> requests, Map<String, @Nullable Object> state)
      implements Answer<T> {}

  /**
   * The client must be able to do something that it did not declare.
   *
   * @param required in the shape of client capabilities: {@code {"sampling": {}}}
   */
  record NeedsCapability<T>(Map<String, @Nullable Object> required) implements Answer<T> {}
}
