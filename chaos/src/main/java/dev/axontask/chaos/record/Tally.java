package dev.axontask.chaos.record;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How many operations of each kind succeeded and failed, and why they failed. Thread-safe. */
public final class Tally {
  private final Map<String, LongAdder> succeeded = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> failed = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> reasons = new ConcurrentSkipListMap<>();

  /** Of one kind. */
  public record Count(long succeeded, long failed) {
    /** Whether at least half of them succeeded. */
    public boolean half() {
      return succeeded >= failed;
    }
  }

  public void success(String kind) {
    add(succeeded, kind);
  }

  /**
   * Counts a failure.
   *
   * @param reason one of few, without ids
   */
  public void failure(String kind, String reason) {
    add(failed, kind);
    add(reasons, kind + ": " + reason);
  }

  private static void add(Map<String, LongAdder> counts, String key) {
    counts.computeIfAbsent(key, _ -> new LongAdder()).increment();
  }

  public Map<String, Count> counts() {
    Map<String, Count> counts = new TreeMap<>();
    succeeded.forEach((kind, n) -> counts.put(kind, new Count(n.sum(), sum(failed, kind))));
    failed.forEach((kind, n) -> counts.putIfAbsent(kind, new Count(0, n.sum())));
    return counts;
  }

  private static long sum(Map<String, LongAdder> counts, String key) {
    LongAdder count = counts.get(key);
    return count == null ? 0 : count.sum();
  }

  /** Why operations failed, and how often. */
  public Map<String, Long> reasons() {
    Map<String, Long> sums = new TreeMap<>();
    reasons.forEach((reason, n) -> sums.put(reason, n.sum()));
    return sums;
  }
}
