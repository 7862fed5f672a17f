package dev.axontask.server.catalog;

import dev.axontask.engine.Caller;
import java.util.Optional;
import java.util.Set;

/** Tells when what a server offers has changed. Thread-safe. */
public interface Changes {
  /** Of a server where nothing ever does. */
  Changes NONE =
      new Changes() {
        @Override
        public Set<ListKind> lists() {
          return Set.of();
        }

        @Override
        public Optional<Watch> watch(Caller caller, Topic topic, Runnable changed) {
          return Optional.empty();
        }
      };

  /** The lists that can change; told to clients as {@code listChanged}. */
  Set<ListKind> lists();

  /**
   * Calls {@code changed} after each change from now on, from any thread, quickly one after another
   * perhaps; it must not block.
   *
   * @return empty if there is no such thing, or the caller may not know of it
   */
  Optional<Watch> watch(Caller caller, Topic topic, Runnable changed);

  /** Lists. */
  enum ListKind {
    TOOLS,
    PROMPTS,
    RESOURCES
  }

  /** What can be watched. */
  sealed interface Topic {
    /** One of the lists. */
    record Listing(ListKind kind) implements Topic {}

    /** What a resource holds. */
    record Resource(String uri) implements Topic {}

    /** How a durable task stands. */
    record Task(String id) implements Topic {}
  }

  /** An open watch. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
