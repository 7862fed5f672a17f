package dev.axontask.engine.worker;

import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.queue.KeyRef;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Gives the place that an ended attempt had under its concurrency key to the next task of the key,
 * at once. Only a hint: what is forgotten here is found by {@link HeldTasks#runOnce}. Thread-safe.
 */
final class KeyPlaces {
  private final HeldTasks held;
  private final Queue<KeyRef> left = new ConcurrentLinkedQueue<>();

  KeyPlaces(HeldTasks held) {
    this.held = held;
  }

  /** An attempt has ended, or is not this process's any more. */
  void ended(Claim claim) {
    if (claim.concurrencyKey() != null) {
      left.add(new KeyRef(claim.tenant(), claim.concurrencyKey()));
    }
  }

  /**
   * Lets tasks through in place of those that ended.
   *
   * @return whether there are tasks to claim that could not be claimed before
   */
  boolean passOn() {
    Set<KeyRef> keys = new LinkedHashSet<>();
    for (KeyRef key = left.poll(); key != null; key = left.poll()) {
      keys.add(key);
    }
    return !keys.isEmpty() && held.letThrough(keys) > 0;
  }
}
