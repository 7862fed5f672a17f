package dev.axontask.engine.adapters;

import dev.axontask.adapter.AdapterContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What adapters are opened with.
 *
 * @param folder each adapter gets a folder of its name in here
 * @param plugins jars of other adapters; null or missing if there are none
 * @param byAdapter settings of each adapter, by its name; see {@link AdapterContext#settings}
 * @param runs whether this process runs tasks; see {@link AdapterContext#runs}
 */
public record AdapterSettings(
    Path folder,
    @Nullable Path plugins,
    Map<String, Map<String, String>> byAdapter,
    Duration cancelGrace,
    Duration lingerGrace,
    Duration hostGrace,
    boolean runs) {

  /** Names whose settings there are, not the settings, among which secrets may be. */
  @Override
  public String toString() {
    return "AdapterSettings[folder=%s, plugins=%s, byAdapter=%s, runs=%s]"
        .formatted(folder, plugins, byAdapter.keySet(), runs);
  }

  /** The graces that hold when nobody says otherwise. */
  public static AdapterSettings in(Path folder, @Nullable Path plugins) {
    return new AdapterSettings(
        folder,
        plugins,
        Map.of(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(120),
        true);
  }
}
