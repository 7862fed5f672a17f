package dev.axontask.stores;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another process does. */
final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Await() {}

  static void until(Callable<Boolean> condition) throws Exception {
    Deadline deadline = Deadline.in(PATIENCE);
    while (!condition.call()) {
      deadline.pauseOrThrow(() -> "what was waited for did not happen");
    }
  }
}
