package dev.axontask.server.mcp.modern;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Changes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes on what is announced and knows who watches. Thread-safe. */
final class Counted implements Changes {
  private final Map<Object, Watching> watches = new ConcurrentHashMap<>();

  private record Watching(Topic topic, Runnable changed) {}

  void announce(Topic topic) {
    watches.values().stream()
        .filter(watching -> watching.topic().equals(topic))
        .forEach(watching -> watching.changed().run());
  }

  int open() {
    return watches.size();
  }

  @Override
  public Set<ListKind> lists() {
    return Set.of(ListKind.TOOLS, ListKind.PROMPTS);
  }

  @Override
  public Optional<Watch> watch(Caller caller, Topic topic, Runnable changed) {
    boolean exists =
        switch (topic) {
          case Topic.Listing _ -> true;
          case Topic.Resource(String uri) -> uri.startsWith("note://");
          case Topic.Task(String id) -> id.startsWith("errand-");
        };
    if (!exists) {
      return Optional.empty();
    }
    Object key = new Object();
    watches.put(key, new Watching(topic, changed));
    return Optional.of(() -> watches.remove(key));
  }
}
