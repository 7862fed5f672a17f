package dev.axontask.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then a counter of 12
 * bits and 62 random bits. Those of one instance ascend, also when the clock goes back.
 * Thread-safe.
 */
public final class UuidV7 implements Supplier<UUID> {
  private static final int COUNTER_BITS = 12;

  private final InstantSource clock;
  private final RandomGenerator random;

  /** Milliseconds and counter of the latest one; only ascends. */
  @GuardedBy("this")
  private long latest;

  public UuidV7(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public synchronized UUID get() {
    latest = Math.max(latest + 1, clock.millis() << COUNTER_BITS);
    long counter = latest & 0xfff;
    long high = (latest >>> COUNTER_BITS) << 16 | 0x7000 | counter;
    long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
