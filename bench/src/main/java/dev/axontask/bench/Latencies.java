package dev.axontask.bench;

import java.util.Arrays;
import java.util.List;

/** Durations in nanoseconds, from many threads, and their percentiles. Thread-safe. */
final class Latencies {
  private long[] nanos = new long[1024];
  private int count;

  synchronized void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  synchronized int count() {
    return count;
  }

  /** p50, p95 and p99 in milliseconds. */
  synchronized List<Figure> figures(String name, String aimOfP95) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return List.of(
        Figure.of(name + ", p50", "ms", at(sorted, 0.50)),
        Figure.of(name + ", p95", "ms", at(sorted, 0.95)).aiming(aimOfP95),
        Figure.of(name + ", p99", "ms", at(sorted, 0.99)));
  }

  /** In milliseconds. */
  synchronized double median() {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return at(sorted, 0.50);
  }

  private static double at(long[] sorted, double quantile) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int index = (int) Math.ceil(quantile * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }
}
