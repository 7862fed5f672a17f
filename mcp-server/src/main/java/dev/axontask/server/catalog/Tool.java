package dev.axontask.server.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something an agent can do.
 *
 * @param name {@code [a-z_]+}
 * @param title for people
 * @param description for the model: when to use it, what it returns, what to do next; below 2 KB
 * @param input the JSON Schema (2020-12) of its arguments
 * @param output the JSON Schema of {@link ToolResult#structured}; null if there is none
 */
public record Tool(
    String name,
    String title,
    String description,
    Map<String, @Nullable Object> input,
    @Nullable Map<String, @Nullable Object> output,
    Hints hints,
    Handler handler) {

  /**
   * What a host may tell its user before a call.
   *
   * @param readOnly it changes nothing
   * @param destructive it may undo or end something
   * @param idempotent calling it twice is like calling it once
   * @param openWorld it reaches beyond this server
   */
  public record Hints(
      boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {}

  /** Does the work, blocking. The arguments were checked against the input schema. */
  @FunctionalInterface
  public interface Handler {
    Answer<ToolResult> call(ToolCall call) throws InterruptedException;
  }
}
