package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Changes.ListKind;
import dev.axontask.server.catalog.Changes.Topic;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code SubscriptionFilter} with the extension's {@code taskIds}: what a client wants to hear of,
 * or the part of it that it will (basic/patterns/subscriptions).
 */
record Filter(Set<Topic> topics) {
  private static final Map<ListKind, String> LISTS = lists();

  private static Map<ListKind, String> lists() {
    Map<ListKind, String> names = new LinkedHashMap<>();
    names.put(ListKind.TOOLS, "toolsListChanged");
    names.put(ListKind.PROMPTS, "promptsListChanged");
    names.put(ListKind.RESOURCES, "resourcesListChanged");
    return names;
  }

  /**
   * Reads {@code params.notifications}; types that are not known are not honoured.
   *
   * @throws dev.axontask.server.mcp.wire.RpcRefusal -32602 if a type is not what it has to be, or
   *     there is too much to watch
   */
  static Filter of(Map<String, @Nullable Object> params) {
    Map<String, @Nullable Object> wanted =
        JsonObjects.member(params, "notifications")
            .orElseThrow(() ->
                Refusals.invalidParams(
                    "subscriptions/listen needs params with notifications (object)."));
    Set<Topic> topics = new LinkedHashSet<>();
    ids(wanted, "resourceSubscriptions").forEach(uri -> topics.add(new Topic.Resource(uri)));
    ids(wanted, "taskIds").forEach(id -> topics.add(new Topic.Task(id)));
    if (topics.size() > Limits.WATCHED) {
      throw Refusals.invalidParams(
          "A subscription may have %d resources and tasks together; open a second one for more."
              .formatted(Limits.WATCHED));
    }
    LISTS.forEach((kind, name) -> {
      if (isTrue(wanted, name)) {
        topics.add(new Topic.Listing(kind));
      }
    });
    return new Filter(topics);
  }

  private static boolean isTrue(Map<String, @Nullable Object> wanted, String name) {
    Object value = wanted.get(name);
    if (value != null && !(value instanceof Boolean)) {
      throw Refusals.invalidParams("notifications.%s must be true or false.".formatted(name));
    }
    return Boolean.TRUE.equals(value);
  }

  private static List<String> ids(Map<String, @Nullable Object> wanted, String name) {
    Object value = wanted.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw Refusals.invalidParams("notifications.%s must be an array of strings.".formatted(name));
  }

  boolean wantsTasks() {
    return topics.stream().anyMatch(Topic.Task.class::isInstance);
  }

  /** As it is acknowledged: what is not honoured is left out. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    LISTS.forEach((kind, name) -> {
      if (topics.contains(new Topic.Listing(kind))) {
        json.put(name, true);
      }
    });
    putGiven(
        json,
        "resourceSubscriptions",
        each(Topic.Resource.class).map(Topic.Resource::uri).toList());
    putGiven(json, "taskIds", each(Topic.Task.class).map(Topic.Task::id).toList());
    return json;
  }

  private <T extends Topic> Stream<T> each(Class<T> type) {
    return topics.stream().filter(type::isInstance).map(type::cast);
  }

  private static void putGiven(
      Map<String, @Nullable Object> json, String name, List<String> values) {
    if (!values.isEmpty()) {
      json.put(name, values);
    }
  }
}
