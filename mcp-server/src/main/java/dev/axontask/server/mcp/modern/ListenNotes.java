package dev.axontask.server.mcp.modern;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Changes.ListKind;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.catalog.DurableTasks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said on one subscription; all of it carries the subscription's id
 * (basic/patterns/subscriptions, receiving notifications).
 *
 * @param id of the request that opened it, as it was sent
 */
record ListenNotes(Object id, Caller caller, DurableTasks tasks) {

  /** The first message. */
  Map<String, @Nullable Object> acknowledged(Filter honoured) {
    return note(
        "notifications/subscriptions/acknowledged",
        JsonObjects.with("notifications", honoured.json()));
  }

  /** That something changed; empty for a task that the caller can no longer see. */
  Optional<Map<String, @Nullable Object>> changed(Topic topic) {
    return switch (topic) {
      case Topic.Listing(ListKind kind) -> Optional.of(note(method(kind), new LinkedHashMap<>()));
      case Topic.Resource(String uri) ->
          Optional.of(note("notifications/resources/updated", JsonObjects.with("uri", uri)));
      case Topic.Task(String task) ->
          tasks
              .find(caller, task)
              .map(view -> note("notifications/tasks", TaskJson.detailed(view)));
    };
  }

  private static String method(ListKind kind) {
    return switch (kind) {
      case TOOLS -> "notifications/tools/list_changed";
      case PROMPTS -> "notifications/prompts/list_changed";
      case RESOURCES -> "notifications/resources/list_changed";
    };
  }

  /** The response, by which a client knows that the server ended the subscription. */
  Response closed(Results results) {
    return Response.result(
        id,
        results.complete(JsonObjects.with("_meta", JsonObjects.with(MetaKeys.SUBSCRIPTION, id))));
  }

  private Map<String, @Nullable Object> note(String method, Map<String, @Nullable Object> params) {
    params.put("_meta", JsonObjects.with(MetaKeys.SUBSCRIPTION, id));
    return Notes.of(method, params);
  }
}
