package dev.axontask.bridge.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a relay has to know of a tool.
 *
 * @param repeatable whether it may be called again when it is unknown if the first call arrived: by
 *     its annotations {@code readOnlyHint} and {@code idempotentHint}, which are false unless said
 *     otherwise
 * @param headers the arguments that are mirrored into headers
 * @param flaw why its {@code x-mcp-header} annotations are not valid; null when they are
 */
public record ToolFacts(
    String name, boolean repeatable, List<ParamHeader> headers, @Nullable String flaw) {

  /** How much memory it takes, in characters and roughly. */
  public int weight() {
    int weight = 64 + name.length();
    for (ParamHeader header : headers) {
      weight += 64 + header.name().length();
      weight += header.path().stream().mapToInt(step -> 16 + step.length()).sum();
    }
    return weight;
  }
}
