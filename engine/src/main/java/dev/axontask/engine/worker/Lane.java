package dev.axontask.engine.worker;

import dev.axontask.engine.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's waiting tasks of one adapter, as this process last saw them. It remembers how far each
 * priority was looked through, so that a claim does not read again what was claimed before: those
 * entries stay in the index for as long as any transaction is open that is older than they are.
 * Confined to the thread that claims.
 */
final class Lane {
  /**
   * What may become visible later than its time says: a submit is a transaction of milliseconds.
   * What takes longer is found by a look from the beginning.
   */
  static final Duration LATE = Duration.ofSeconds(1);

  private static final int LEVELS = Limits.PRIORITY_MAX + 1;

  private final String adapter;
  private final UUID tenant;
  private final @Nullable Instant[] looked = new Instant[LEVELS];
  private boolean busy = true;

  Lane(String adapter, UUID tenant) {
    this.adapter = adapter;
    this.tenant = tenant;
  }

  /**
   * A task that was claimed from the lane.
   *
   * @param runAt its place within its priority
   */
  record Taken(String adapter, UUID tenant, int priority, Instant runAt) {}

  String adapter() {
    return adapter;
  }

  UUID tenant() {
    return tenant;
  }

  /** Whether more may wait than the last claim took. */
  boolean busy() {
    return busy;
  }

  /** For each priority, 0 first, from which time on to look; null for the beginning. */
  List<@Nullable Instant> marks() {
    return java.util.Arrays.asList(looked.clone());
  }

  /** Nothing of it is left that was due at the time of the look. */
  void emptied(Instant at) {
    busy = false;
    for (int level = 0; level < LEVELS; level++) {
      looked[level] = at.minus(LATE);
    }
  }

  /** More may be left: behind the last one of the lowest priority that was reached. */
  void filled(List<Taken> taken, Instant at) {
    busy = true;
    Taken last = taken.getLast();
    for (Taken each : taken) {
      if (each.priority() < last.priority()
          || (each.priority() == last.priority() && each.runAt().isAfter(last.runAt()))) {
        last = each;
      }
    }
    Instant safe = at.minus(LATE);
    for (int level = last.priority() + 1; level < LEVELS; level++) {
      looked[level] = safe;
    }
    looked[last.priority()] = last.runAt().isBefore(safe) ? last.runAt() : safe;
  }
}
