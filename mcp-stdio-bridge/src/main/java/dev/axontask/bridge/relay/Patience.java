package dev.axontask.bridge.relay;

import dev.axontask.bridge.settings.Limits;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** How long, and with which pauses, one request is tried while nothing answers. For one thread. */
final class Patience {
  private final Limits limits;
  private final LongSupplier nanos;
  private final DoubleSupplier random;

  private Duration pause;
  private boolean failing;
  private long failingSince;

  Patience(Limits limits, LongSupplier nanos, DoubleSupplier random) {
    this.limits = limits;
    this.nanos = nanos;
    this.random = random;
    this.pause = limits.firstPause();
  }

  static Patience start(Limits limits) {
    return new Patience(limits, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** The server answered. */
  void reset() {
    failing = false;
    pause = limits.firstPause();
  }

  /**
   * The pause after one more failure, between half and all of the backoff, or as long as the server
   * asked for; a negative one when it has lasted too long.
   */
  Duration next(Duration atLeast) {
    long now = nanos.getAsLong();
    if (!failing) {
      failing = true;
      failingSince = now;
    }
    if (now - failingSince >= limits.patience().toNanos()) {
      return Duration.ofNanos(-1);
    }
    Duration jittered =
        Duration.ofNanos((long) (pause.toNanos() * (0.5 + random.getAsDouble() / 2)));
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(limits.longestPause()) > 0 ? limits.longestPause() : doubled;
    return jittered.compareTo(atLeast) > 0 ? jittered : atLeast;
  }

  /** Pauses after a failure; false when there is no patience left. */
  boolean pause(Duration atLeast) throws InterruptedException {
    Duration next = next(atLeast);
    if (next.isNegative()) {
      return false;
    }
    Thread.sleep(next);
    return true;
  }
}
