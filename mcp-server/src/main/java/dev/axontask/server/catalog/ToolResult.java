package dev.axontask.server.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tool answers.
 *
 * @param text for the model to read
 * @param structured matches the tool's output schema; null if {@code error}
 * @param error whether the call did not do what was asked
 */
public record ToolResult(
    String text, @Nullable Map<String, @Nullable Object> structured, boolean error) {

  public static ToolResult of(String text, Map<String, @Nullable Object> structured) {
    return new ToolResult(text, structured, false);
  }

  /**
   * A refusal.
   *
   * @param code a stable word, the same as plain HTTP uses
   * @param detail what is wrong, what is allowed, what to do
   */
  public static ToolResult refused(String code, String detail) {
    return new ToolResult(code + ": " + detail, null, true);
  }
}
