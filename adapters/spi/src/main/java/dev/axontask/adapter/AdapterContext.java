package dev.axontask.adapter;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the host process gives an adapter.
 *
 * @param folder a folder of the adapter's own, existing, kept over restarts
 * @param settings the adapter's settings by lower-case name without prefix, for example {@code
 *     workspaces}; an adapter refuses names that it does not know
 * @param cancelGrace from the polite request to end until the execution is killed
 * @param lingerGrace how long children of a finished command may go on
 * @param hostGrace how long an execution goes on without {@link Adapter#hostIsAlive}
 * @param runs whether this process starts executions; if not, it only checks arguments for workers
 *     on other hosts: what this host has or lacks does not matter then
 */
public record AdapterContext(
    Path folder,
    Map<String, String> settings,
    Duration cancelGrace,
    Duration lingerGrace,
    Duration hostGrace,
    boolean runs) {
  public AdapterContext {
    settings = Map.copyOf(settings);
  }

  /** Names the settings without their values, among which secrets may be. */
  @Override
  public String toString() {
    return "AdapterContext[folder=%s, settings=%s, runs=%s]"
        .formatted(folder, new TreeSet<>(settings.keySet()), runs);
  }
}
