package dev.axontask.server.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.Caller;
import dev.axontask.engine.event.OutputTail;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskState;
import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.ResourceInfo;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.http.Invisible;
import dev.axontask.server.http.Json;
import dev.axontask.server.tools.StreamUrls;
import dev.axontask.server.view.ResumeToken;
import dev.axontask.server.view.TaskJson;
import dev.axontask.server.view.TaskLine;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code start_task} would have answered, had it waited for the end: how it ended, the last
 * lines of the output, where to read all of it, and a link to the receipt. The structure is that of
 * the tool's output schema.
 */
final class FinalResult {
  /** Bytes of output: about a screen, and about 1,000 tokens. */
  private static final int TAIL = 4_000;

  private final OutputTail output;
  private final StreamUrls urls;

  FinalResult(OutputTail output, StreamUrls urls) {
    this.output = output;
    this.urls = urls;
  }

  /** Of a task that has ended. */
  ToolResult of(Caller caller, Task task) {
    String tail = lastLines(output.read(caller, task.id(), TAIL), task.bytesStreamed());
    return new ToolResult(
        List.of(new Content.Text(text(task, tail)), new Content.Link(receipt(task))),
        json(task, tail),
        task.state() != TaskState.SUCCEEDED,
        null);
  }

  /**
   * The text without the line, or at least the character, that was cut at its start.
   *
   * @param all bytes of output that there are
   */
  static String lastLines(byte[] bytes, long all) {
    int from = 0;
    if (bytes.length < all) {
      while (from < bytes.length && bytes[from] != '\n') {
        from++;
      }
      from = from < bytes.length ? from + 1 : firstCharacter(bytes);
    }
    return Invisible.escaped(new String(Arrays.copyOfRange(bytes, from, bytes.length), UTF_8));
  }

  private static int firstCharacter(byte[] bytes) {
    int from = 0;
    while (from < bytes.length && (bytes[from] & 0xc0) == 0x80) {
      from++;
    }
    return from;
  }

  private static String text(Task task, String tail) {
    StringBuilder text = new StringBuilder();
    text.append("Task ").append(task.id()).append(": ").append(TaskLine.status(task));
    if (tail.isEmpty()) {
      text.append("\nIt wrote no output.");
    } else {
      text.append("\nThe end of its output:\n").append(tail);
    }
    if (text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
    return text.append("[next_seq ")
        .append(task.lastSeq())
        .append("; all of it: stream_task(task_id: \"")
        .append(task.id())
        .append("\", since_seq: 0)]")
        .toString();
  }

  private Map<String, @Nullable Object> json(Task task, String tail) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("task_id", task.id().toString());
    json.put("state", task.state().word());
    json.put("stream_url", urls.of(task.id()));
    json.put("resume_token", new ResumeToken(task.id(), task.lastSeq()).text());
    json.put("created_at", TaskJson.time(task.createdAt()));
    json.put("deduplicated", false);
    if (task.exitCode() != null) {
      json.put("exit_code", task.exitCode());
    }
    if (task.errorJson() != null) {
      json.put("error", Json.object(task.errorJson()));
    }
    json.put("tail", tail);
    json.put("next_seq", task.lastSeq());
    return json;
  }

  private static ResourceInfo receipt(Task task) {
    return new ResourceInfo(
        "axontask://tasks/" + task.id() + "/receipt",
        "receipt",
        "Receipt",
        "The signed statement of what was run and how it ended.",
        "application/jose");
  }
}
