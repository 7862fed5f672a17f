package dev.axontask.engine.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: what happens next, and when. Nothing waits. */
final class Agenda {
  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;

  private record Entry(long at, long number, Runnable work) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
  private long now;
  private long numbers;

  /** Nanoseconds since the beginning. */
  long now() {
    return now;
  }

  void at(long time, Runnable work) {
    entries.add(new Entry(Math.max(now, time), numbers++, work));
  }

  void in(long nanos, Runnable work) {
    at(now + nanos, work);
  }

  /** Does what is next; false if nothing is. */
  boolean next() {
    Entry entry = entries.poll();
    if (entry == null) {
      return false;
    }
    now = entry.at();
    entry.work().run();
    return true;
  }

  /** How many things have been planned so far. */
  long planned() {
    return numbers;
  }
}
