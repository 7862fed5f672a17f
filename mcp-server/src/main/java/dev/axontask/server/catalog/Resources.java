package dev.axontask.server.catalog;

import dev.axontask.engine.Caller;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resources of a server. Thread-safe. */
public interface Resources {
  /** Of a server without any. */
  Resources NONE = new NoResources();

  /**
   * A page of what the caller may read.
   *
   * @param cursor from the page before; null for the first
   * @return empty if the cursor is none of ours
   */
  Optional<Page<ResourceInfo>> list(Caller caller, @Nullable String cursor);

  List<ResourceTemplate> templates();

  /**
   * Reads one.
   *
   * @return empty if there is no such resource, or the caller may not know of it
   */
  Optional<Answer<ResourceReading>> read(ResourceCall call) throws InterruptedException;

  /** One reading. */
  record ResourceCall(Caller caller, Client client, String uri, Inputs inputs, Signals signals) {}

  /**
   * What was read.
   *
   * @param freshness how long clients may keep it
   */
  record ResourceReading(List<ResourceContent> contents, Freshness freshness)
      implements Answer<ResourceReading> {}
}
