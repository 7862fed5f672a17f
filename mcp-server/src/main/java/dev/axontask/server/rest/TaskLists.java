package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.TaskFilter;
import dev.axontask.engine.task.TaskPage;
import dev.axontask.engine.task.TaskState;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.view.TaskJson;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/tasks}. */
final class TaskLists {
  private final Engine engine;

  TaskLists(Engine engine) {
    this.engine = engine;
  }

  void serve(Exchange exchange) throws IOException {
    TaskPage page = engine.tasks().list(exchange.caller(), filter(exchange));
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("tasks", page.tasks().stream().map(TaskJson::status).toList());
    json.put("next_cursor", page.nextCursor());
    exchange.sendJson(200, json);
  }

  private static TaskFilter filter(Exchange exchange) {
    Optional<String> cursor = exchange.query("cursor");
    if (cursor.isPresent() && TaskId.parse(cursor.get()).isEmpty()) {
      throw Queries.wrong("cursor", "must be the next_cursor of the page before");
    }
    return new TaskFilter(
        exchange.query("state").map(TaskLists::state).orElse(null),
        exchange.query("tag").map(tag -> Queries.storable("tag", tag)).orElse(null),
        exchange.query("adapter").map(name -> Queries.storable("adapter", name)).orElse(null),
        exchange.query("since").map(Queries::since).orElse(null),
        (int) Queries.whole(exchange, "limit", TaskFilter.DEFAULT_LIMIT, 1, TaskFilter.MAX_LIMIT),
        cursor.orElse(null));
  }

  private static TaskState state(String word) {
    return TaskState.ofWord(word)
        .orElseThrow(() ->
            Queries.wrong(
                "state",
                "must be one of "
                    + Arrays.stream(TaskState.values())
                        .map(TaskState::word)
                        .collect(Collectors.joining(", "))));
  }
}
