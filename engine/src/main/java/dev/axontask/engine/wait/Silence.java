package dev.axontask.engine.wait;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For how long the log of a running task has said nothing new. By the times in the log, so that a
 * silence goes on from one wait to the next; where the clock of the server that wrote it is ahead
 * of ours, by what this wait saw itself. For one thread.
 */
final class Silence {
  private @Nullable Instant heard;
  private long heardNanos;

  /**
   * An event is looked at.
   *
   * @param nanos the monotonic clock
   */
  void heard(Event event, long nanos) {
    Optional<EventKind> kind = EventKind.ofWord(event.kind());
    boolean resting = kind.filter(k -> k == EventKind.RETRY || k.terminal()).isPresent();
    if (resting) {
      heard = null;
    } else if (kind.isEmpty() || heardOfWork(kind.get())) {
      heard = Micros.instant(event.tsMicros());
      heardNanos = nanos;
    }
  }

  /** What servers note about the work is no sign of it. */
  private static boolean heardOfWork(EventKind kind) {
    return kind != EventKind.STALLED && kind != EventKind.REATTACHED;
  }

  /** How long it has been silent; empty if the task is not known to run. */
  Optional<Duration> length(Instant now, long nanos) {
    if (heard == null) {
      return Optional.empty();
    }
    Duration byLog = Duration.between(heard, now);
    Duration seen = Duration.ofNanos(nanos - heardNanos);
    return Optional.of(byLog.compareTo(seen) > 0 ? byLog : seen);
  }
}
