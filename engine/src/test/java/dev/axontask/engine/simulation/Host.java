package dev.axontask.engine.simulation;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A machine: detached work, and the file by which its supervisors know that a process lives. */
final class Host {
  final UUID id;
  private final Agenda agenda;
  private final long grace;
  private final Map<Key, Execution> detached = new LinkedHashMap<>();
  private long silentFrom;

  /**
   * @param grace nanoseconds without a sign of life after which detached work ends itself
   */
  Host(UUID id, Agenda agenda, long grace) {
    this.id = id;
    this.agenda = agenda;
    this.grace = grace;
  }

  /** The process on this host says that it lives. */
  void alive() {
    long now = agenda.now();
    silentFrom = now + grace;
    agenda.at(silentFrom, this::endIfSilent);
  }

  private void endIfSilent() {
    if (agenda.now() >= silentFrom) {
      Outcome ended = new Outcome.Signaled(9, EndedBy.HOST_GRACE);
      detached.values().forEach(each -> each.end(agenda.now(), ended));
    }
  }

  void start(Execution execution) {
    detached.put(execution.key, execution);
    alive();
  }

  Optional<Execution> find(Key key) {
    return Optional.ofNullable(detached.get(key));
  }

  void cleanUp(Key key) {
    detached.remove(key);
  }

  /** All that ran is gone, and what it had written. */
  void reboot() {
    Outcome gone = new Outcome.Unknown("the host was started again");
    detached.values().forEach(each -> each.end(agenda.now(), gone));
    detached.clear();
  }
}
