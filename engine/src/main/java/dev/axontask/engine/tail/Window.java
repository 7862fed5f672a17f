package dev.axontask.engine.tail;

import dev.axontask.engine.event.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * The latest events of a task, without gaps, each linked to the one before: what its readers at the
 * tail share. Immutable.
 */
record Window(List<Event> events, long bytes) {
  static final Window EMPTY = new Window(List.of(), 0);

  /** Bounds of one task's window; one event is kept however large it is. */
  private static final int MAX_EVENTS = 128;

  private static final long MAX_BYTES = 128 * 1024;

  /** What an event takes besides its payload, about. */
  private static final long OVERHEAD = 256;

  static Window of(List<Event> linked) {
    return EMPTY.and(linked);
  }

  /** With these at the end, and without the oldest where there are too many. */
  Window and(List<Event> next) {
    List<Event> all = new ArrayList<>(events.size() + next.size());
    all.addAll(events);
    all.addAll(next);
    int from = all.size();
    long size = 0;
    while (from > 0 && all.size() - from < MAX_EVENTS) {
      size += all.get(from - 1).payloadLength() + OVERHEAD;
      if (size > MAX_BYTES && from < all.size()) {
        size -= all.get(from - 1).payloadLength() + OVERHEAD;
        break;
      }
      from--;
    }
    return new Window(List.copyOf(all.subList(from, all.size())), size);
  }

  /** The events after a position, if this window goes on exactly there. */
  List<Event> after(long seq) {
    if (events.isEmpty()) {
      return List.of();
    }
    long index = seq + 1 - events.getFirst().seq();
    return index < 0 || index >= events.size()
        ? List.of()
        : events.subList((int) index, events.size());
  }
}
