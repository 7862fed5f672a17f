package dev.axontask.stores;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How long something outside this process may take, looked at again and again until then. */
final class Deadline {
  private static final long STEP_MILLIS = 10;

  private final long at;

  private Deadline(long at) {
    this.at = at;
  }

  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  boolean isOver() {
    return System.nanoTime() - at >= 0;
  }

  /** Waits a moment before the next look, or gives up with the message. */
  void pauseOrThrow(Supplier<String> message) {
    if (isOver()) {
      throw new StoreException(message.get());
    }
    try {
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted: " + message.get(), e);
    }
  }
}
