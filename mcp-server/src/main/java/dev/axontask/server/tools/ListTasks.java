package dev.axontask.server.tools;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.TaskFilter;
import dev.axontask.engine.task.TaskPage;
import dev.axontask.engine.task.TaskState;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.view.TaskJson;
import dev.axontask.server.view.TaskLine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code list_tasks}: the newest first. */
final class ListTasks {
  /** A page of 20 lines is about 1,000 tokens. */
  private static final int USUAL = 20;

  private static final int MOST = 100;

  private ListTasks() {}

  static Tool tool(Engine engine) {
    return new Tool(
        "list_tasks",
        "List tasks",
        """
        Your tasks, newest first, optionally only those in a state or with a tag. \
        Use it to find a task whose id you no longer have. next_cursor, if there is one, gets the next page.
        """
            .strip(),
        new Fields()
            .may("state", Fields.state())
            .may("tag", Types.text(1, 64))
            .may("limit", Types.usually(Types.whole(1, MOST), (long) USUAL))
            .may("cursor", Types.about(Types.text(1, 128), "The next_cursor of the page before."))
            .object(),
        new Fields()
            .must("tasks", Types.list(Fields.status().object()))
            .may("next_cursor", Types.text())
            .object(),
        new Tool.Hints(true, false, true, false),
        call -> list(engine, call));
  }

  private static ToolResult list(Engine engine, ToolCall call) {
    Args args = new Args(call.args());
    String cursor = args.text("cursor");
    if (cursor != null && TaskId.parse(cursor).isEmpty()) {
      return ToolResult.refused(
          "validation_error", "cursor must be the next_cursor of the page before.");
    }
    String tag = args.text("tag");
    if (tag != null && !TaskFilter.storable(tag)) {
      return ToolResult.refused(
          "validation_error", "tag must not contain NUL characters (U+0000).");
    }
    TaskState state =
        Optional.ofNullable(args.text("state")).flatMap(TaskState::ofWord).orElse(null);
    int limit = Math.toIntExact(args.whole("limit", USUAL));
    TaskPage page =
        engine.tasks().list(call.caller(), new TaskFilter(state, tag, null, null, limit, cursor));
    return ToolResult.of(text(page), json(page));
  }

  private static String text(TaskPage page) {
    if (page.tasks().isEmpty()) {
      return "No tasks.";
    }
    String lines = page.tasks().stream().map(TaskLine::inList).collect(Collectors.joining("\n"));
    return page.nextCursor() == null ? lines : lines + "\n[more: cursor " + page.nextCursor() + "]";
  }

  private static Map<String, @Nullable Object> json(TaskPage page) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("tasks", page.tasks().stream().map(TaskJson::glance).toList());
    if (page.nextCursor() != null) {
      json.put("next_cursor", page.nextCursor());
    }
    return json;
  }
}
