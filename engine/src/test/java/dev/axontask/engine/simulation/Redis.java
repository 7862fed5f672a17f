package dev.axontask.engine.simulation;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.EntryCodec;
import dev.axontask.engine.event.EntryCodec.Entry;
import dev.axontask.engine.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A cache and a doorbell, not to be trusted. */
final class Redis {
  private static final int ENTRIES = 6;

  /** Hears announcements. */
  interface Ear {
    void announced(TaskId task, long seq);
  }

  private final Agenda agenda;
  private final Chance chance;
  private final List<Ear> ears = new ArrayList<>();
  private Map<TaskId, NavigableMap<Long, byte[]>> streams = new HashMap<>();
  private Map<TaskId, NavigableMap<Long, byte[]>> copy = new HashMap<>();
  private boolean lying = true;
  private long awayUntil;

  Redis(Agenda agenda, Chance chance) {
    this.agenda = agenda;
    this.chance = chance;
  }

  void listen(Ear ear) {
    ears.add(ear);
  }

  /** From now on nothing is lost or spoilt; what is old stays. */
  void calm() {
    lying = false;
    awayUntil = 0;
  }

  void away(long nanos) {
    awayUntil = agenda.now() + nanos;
  }

  private boolean lies(double probability) {
    return lying && chance.happens(probability);
  }

  private long delay() {
    return lies(0.1) ? chance.between(0, 8 * Agenda.SECOND) : chance.between(0, 5 * Agenda.MS);
  }

  void publish(TaskId task, List<Event> events) {
    long delay = delay();
    if (!lies(0.1)) {
      agenda.in(delay, () -> add(task, events));
    }
    if (lies(0.1)) {
      agenda.in(delay(), () -> add(task, events));
    }
  }

  private void add(TaskId task, List<Event> events) {
    if (agenda.now() < awayUntil) {
      return;
    }
    NavigableMap<Long, byte[]> stream = streams.computeIfAbsent(task, _ -> new TreeMap<>());
    for (Event event : events) {
      // Like XADD, which answers "equal or smaller".
      if (stream.isEmpty() || stream.lastKey() < event.seq()) {
        stream.put(event.seq(), EntryCodec.encode(event));
      }
      if (stream.size() > ENTRIES) {
        stream.pollFirstEntry();
      }
    }
    announce(task, events.getLast().seq());
  }

  void announce(TaskId task, long seq) {
    for (Ear ear : ears) {
      if (!lies(0.1)) {
        agenda.in(delay(), () -> ear.announced(task, seq));
      }
    }
  }

  /**
   * What is there after a position.
   *
   * @param whole false if something in it was not an entry of ours
   */
  record Answer(List<Entry> entries, boolean whole) {}

  /** Asks for the entries after a position; empty if there is no answer. */
  void read(TaskId task, long afterSeq, Consumer<Optional<Answer>> then) {
    agenda.in(delay(), () -> then.accept(answer(task, afterSeq)));
  }

  private Optional<Answer> answer(TaskId task, long afterSeq) {
    if (agenda.now() < awayUntil || lies(0.05)) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    streams
        .getOrDefault(task, new TreeMap<>())
        .tailMap(afterSeq, false)
        .forEach((seq, bytes) -> {
          if (!lies(0.03)) {
            entries.add(EntryCodec.decode(seq, spoilt(bytes)).orElseThrow());
          }
        });
    boolean rubbish = lies(0.02);
    return Optional.of(new Answer(rubbish ? List.of() : entries, !rubbish));
  }

  /** Sometimes with another payload. */
  private byte[] spoilt(byte[] bytes) {
    byte[] given = bytes.clone();
    if (lies(0.03)) {
      given[given.length - 1] ^= 1;
    }
    return given;
  }

  void wipe() {
    streams = new HashMap<>();
  }

  void keepCopy() {
    copy = copied(streams);
  }

  void restoreCopy() {
    streams = copied(copy);
  }

  private static Map<TaskId, NavigableMap<Long, byte[]>> copied(
      Map<TaskId, NavigableMap<Long, byte[]>> of) {
    Map<TaskId, NavigableMap<Long, byte[]>> result = new HashMap<>();
    of.forEach((task, stream) -> result.put(task, new TreeMap<>(stream)));
    return result;
  }
}
