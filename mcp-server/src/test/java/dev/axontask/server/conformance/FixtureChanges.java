package dev.axontask.server.conformance;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Changes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Passes on what is announced. Thread-safe. */
final class FixtureChanges implements Changes {
  private final Map<Object, Watching> watches = new ConcurrentHashMap<>();
  private final Predicate<Topic> exists;

  private record Watching(Topic topic, Runnable changed) {}

  /**
   * Nothing is watched yet.
   *
   * @param exists tells what can be
   */
  FixtureChanges(Predicate<Topic> exists) {
    this.exists = exists;
  }

  void announce(Topic topic) {
    watches.values().stream()
        .filter(watching -> watching.topic().equals(topic))
        .forEach(watching -> watching.changed().run());
  }

  @Override
  public Set<ListKind> lists() {
    return Set.of(ListKind.values());
  }

  @Override
  public Optional<Watch> watch(Caller caller, Topic topic, Runnable changed) {
    if (!exists.test(topic)) {
      return Optional.empty();
    }
    Object key = new Object();
    watches.put(key, new Watching(topic, changed));
    return Optional.of(() -> watches.remove(key));
  }
}
