package dev.axontask.chaos.check;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task's log as it is in the end, as far as others are compared with it. For one thread. */
final class FinalLog {
  /**
   * An event.
   *
   * @param hash in hex
   * @param digest of its payload, see {@link Payloads}
   */
  record Entry(String kind, String hash, String digest) {}

  private final TaskRow task;
  private final List<Entry> entries = new ArrayList<>();

  FinalLog(TaskRow task) {
    this.task = task;
  }

  TaskRow task() {
    return task;
  }

  void add(EventRow event) {
    entries.add(
        new Entry(event.kind(), HexFormat.of().formatHex(event.hash()), Payloads.digest(event)));
  }

  long lastSeq() {
    return entries.size();
  }

  /** The event with the number; null if there is none. */
  @Nullable Entry at(long seq) {
    return seq >= 1 && seq <= entries.size() ? entries.get(Math.toIntExact(seq - 1)) : null;
  }

  /** The hash of the log up to the number; null if the log does not reach it or it is 0. */
  @Nullable String hashAt(long seq) {
    Entry entry = at(seq);
    return entry == null ? null : entry.hash();
  }
}
