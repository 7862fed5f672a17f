package dev.axontask.engine.queue;

import java.util.List;

/**
 * Paused rate-limit keys, by their names.
 *
 * @param more whether there are others that are not shown
 */
public record PausedKeyPage(List<PausedKey> keys, boolean more) {
  public PausedKeyPage {
    keys = List.copyOf(keys);
  }
}
