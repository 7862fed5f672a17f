package dev.axontask.server.catalog;

import dev.axontask.engine.Caller;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Of a server that has tools only. */
final class NoResources implements Resources {
  @Override
  public Optional<Page<ResourceInfo>> list(Caller caller, @Nullable String cursor) {
    return cursor == null ? Optional.of(new Page<>(List.of(), null)) : Optional.empty();
  }

  @Override
  public List<ResourceTemplate> templates() {
    return List.of();
  }

  @Override
  public Optional<Answer<ResourceReading>> read(ResourceCall call) {
    return Optional.empty();
  }
}
