package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.Limits;
import dev.axontask.engine.task.BulkCancel;
import dev.axontask.engine.task.CancelPage;
import dev.axontask.engine.task.Cancellation;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskFilter;
import dev.axontask.engine.task.TaskState;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.view.TaskJson;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/tasks/cancel}: cancels what a filter names, a page a call. */
final class BulkCancelRoute {
  private static final int LIMIT = 100;

  private final Engine engine;

  BulkCancelRoute(Engine engine) {
    this.engine = engine;
  }

  void serve(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> body = exchange.jsonBody();
    Queries.only(body, "state", "tag", "adapter", "limit", "cursor", "reason", "grace_s");
    BulkCancel.Filter filter = filter(body);
    if (filter.state() == null && filter.tag() == null && filter.adapter() == null) {
      throw Queries.wrong(
          "state", "must be given, or tag or adapter: without a filter nothing is canceled");
    }
    String grace = written(body, "grace_s");
    Duration seconds =
        grace == null
            ? null
            : Duration.ofSeconds(
                Queries.whole("grace_s", grace, 0, Limits.CANCEL_GRACE_MAX.toSeconds()));
    CancelPage page =
        engine
            .bulkCancel()
            .cancel(exchange.caller(), filter, Queries.text(body, "reason"), seconds);
    exchange.sendJson(200, json(page));
  }

  private static BulkCancel.Filter filter(Map<String, @Nullable Object> body) {
    String limit = written(body, "limit");
    String cursor = Queries.text(body, "cursor");
    if (cursor != null && !BulkCancel.isCursor(cursor)) {
      throw Queries.wrong("cursor", "must be the next_cursor of the page before");
    }
    return new BulkCancel.Filter(
        state(Queries.text(body, "state")),
        Queries.text(body, "tag"),
        Queries.text(body, "adapter"),
        limit == null ? LIMIT : (int) Queries.whole("limit", limit, 1, TaskFilter.MAX_LIMIT),
        cursor);
  }

  private static @Nullable TaskState state(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return TaskState.ofWord(word)
        .filter(state -> !state.terminal())
        .orElseThrow(() ->
            Queries.wrong("state", "must be one of scheduled, pending, running, input_required"));
  }

  /** Any value as it is written; null if absent. */
  private static @Nullable String written(Map<String, @Nullable Object> body, String name) {
    Object value = body.get(name);
    return value == null ? null : value.toString();
  }

  private static Map<String, @Nullable Object> json(CancelPage page) {
    List<Map<String, @Nullable Object>> tasks = new ArrayList<>();
    for (Cancellation answer : page.answers()) {
      switch (answer) {
        // Another call may have removed it meanwhile: there is nothing to say of it.
        case Cancellation.NotFound gone -> {}
        case Cancellation.AlreadyEnded ended -> tasks.add(task(ended.task(), false));
        case Cancellation.Requested asked -> tasks.add(task(asked.task(), true));
        case Cancellation.CanceledNow now -> tasks.add(task(now.task(), true));
      }
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("tasks", tasks);
    json.put("next_cursor", page.nextCursor());
    return json;
  }

  private static Map<String, @Nullable Object> task(Task task, boolean canceled) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("canceled", canceled);
    json.putAll(TaskJson.status(task));
    return json;
  }
}
