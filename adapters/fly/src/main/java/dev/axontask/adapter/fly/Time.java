package dev.axontask.adapter.fly;

import java.time.Duration;
import java.time.Instant;

/** The clocks that this adapter goes by: the system's, and in tests one that is set by hand. */
interface Time {
  Instant now();

  /** Monotonic. */
  long nanos();

  void sleep(Duration duration) throws InterruptedException;

  /** The system's clocks. */
  final class OfSystem implements Time {
    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      Thread.sleep(duration);
    }
  }
}
