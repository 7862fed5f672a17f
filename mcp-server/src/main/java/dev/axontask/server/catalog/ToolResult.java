package dev.axontask.server.catalog;

import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.http.Invisible;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tool answers.
 *
 * @param content for the model to read; not empty
 * @param structured matches the tool's output schema; null if {@code error}
 * @param error whether the call did not do what was asked
 * @param taskId the durable task that the call stands for: clients of the Tasks extension get that
 *     task in place of this result; null for most tools
 */
public record ToolResult(
    List<Content> content,
    @Nullable Map<String, @Nullable Object> structured,
    boolean error,
    @Nullable String taskId)
    implements Answer<ToolResult> {

  public static ToolResult of(String text, Map<String, @Nullable Object> structured) {
    return new ToolResult(List.of(new Content.Text(text)), structured, false, null);
  }

  public static ToolResult of(Content... content) {
    return new ToolResult(List.of(content), null, false, null);
  }

  /** The same, standing for a durable task. */
  public ToolResult startedTask(String id) {
    return new ToolResult(content, structured, error, id);
  }

  /**
   * A refusal.
   *
   * @param code a stable word, the same as plain HTTP uses
   * @param detail what is wrong, what is allowed, what to do
   */
  public static ToolResult refused(String code, String detail) {
    return failed(code + ": " + detail);
  }

  /** The work was done and did not succeed, or could not be done. */
  public static ToolResult failed(String text) {
    return new ToolResult(List.of(new Content.Text(text)), null, true, null);
  }

  /** A refusal of arguments, field by field. */
  public static ToolResult invalid(List<FieldProblem> problems) {
    List<String> sentences = problems.stream().map(p -> p.field() + " " + p.message()).toList();
    return refused("validation_error", Invisible.escaped(String.join("; ", sentences)) + ".");
  }
}
