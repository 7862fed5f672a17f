package dev.axontask.engine.tail;

import java.time.Duration;

/** The bounds of what reading takes, and why they are where they are. */
final class TailLimits {
  /** Bytes of all windows together. Beyond it readers at the tail read PostgreSQL. */
  static final long ALL_WINDOWS = 48 * 1024 * 1024;

  /** Bytes of payload in one page read from PostgreSQL for one reader. */
  static final long PAGE_BYTES = 1024 * 1024;

  /** Entries in one answer of Redis. */
  static final long REDIS_PAGE = 128;

  /** How often the heads of quiet tasks are compared: how long a lost announcement can delay. */
  static final Duration COMPARE = Duration.ofSeconds(1);

  /** The same while Redis is away. */
  static final Duration COMPARE_WITHOUT_REDIS = Duration.ofMillis(100);

  /** Tasks whose latest events are read from PostgreSQL in one query, and events of each. */
  static final int FILL_TASKS = 64;

  static final int FILL_EVENTS = 32;

  /** Watches at once: each is a few hundred bytes. */
  static final int WATCHES = 100_000;

  private TailLimits() {}
}
