package dev.axontask.engine.wait;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.tail.Batch;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.wait.WaitEnd.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One wait: reads a log and what is added to it until there is an answer. For one thread. */
final class Wait {
  private static final int EVENTS = 256;
  private static final int BYTES = 256 * 1024;

  /** Whoever waits hears something at least so often. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(8);

  /** An unfinished line is looked at once nothing was added to it for so long. */
  private static final Duration SETTLING = Duration.ofMillis(200);

  /** When patience is over, what is there is still looked at, but no longer than this. */
  private static final Duration CATCHING_UP = Duration.ofSeconds(5);

  private final EventStream stream;
  private final Scan scan;
  private final WaitFor what;
  private final Waits.Waiter waiter;
  private final InstantSource clock;
  private final long deadline;
  private TaskState state = TaskState.PENDING;
  private boolean done;

  Wait(EventStream stream, Scan scan, WaitFor what, Waits.Waiter waiter, InstantSource clock) {
    this.stream = stream;
    this.scan = scan;
    this.what = what;
    this.waiter = waiter;
    this.clock = clock;
    this.deadline = System.nanoTime() + what.patience().toNanos();
  }

  WaitEnd run() throws InterruptedException {
    while (true) {
      Duration step = step();
      Batch batch = stream.next(EVENTS, BYTES, step);
      state = batch.state();
      boolean late = look(batch);
      boolean quiet = batch.events().isEmpty();
      if (quiet) {
        scan.lookAtUnfinished();
      }
      Optional<WaitEnd> end = end(quiet, late);
      if (end.isPresent()) {
        return end.get();
      }
      waiter.waiting(state, scan.seq());
    }
  }

  /** How long nothing may come until there is something to do. */
  private Duration step() {
    Duration step = SIGN_OF_LIFE;
    if (scan.unfinished()) {
      step = SETTLING;
    }
    Duration silence = what.silence();
    Optional<Duration> length = silence();
    if (silence != null && length.isPresent()) {
      step = shorter(step, silence.minus(length.get()));
    }
    return shorter(step, left());
  }

  private static Duration shorter(Duration one, Duration other) {
    Duration shorter = one.compareTo(other) < 0 ? one : other;
    return shorter.isNegative() ? Duration.ZERO : shorter;
  }

  private Duration left() {
    return Duration.ofNanos(deadline - System.nanoTime());
  }

  private Optional<Duration> silence() {
    return scan.silence().length(clock.instant(), System.nanoTime());
  }

  /** Looks at events up to a match; true if there was no time for all of them. */
  private boolean look(Batch batch) {
    for (Event event : batch.events()) {
      scan.look(event, System.nanoTime());
      boolean last = event.seq() == batch.nextSeq();
      done = last && batch.done();
      if (scan.matched()) {
        return false;
      }
      if (!last && left().plus(CATCHING_UP).isNegative()) {
        return true;
      }
    }
    done = batch.done();
    return false;
  }

  private Optional<WaitEnd> end(boolean quiet, boolean late) {
    boolean out = late || left().plus(CATCHING_UP).isNegative();
    boolean over = out || stopped() || (quiet && left().isNegative());
    if (over || scan.matched()) {
      scan.lookAtUnfinished();
    }
    if (scan.matched()) {
      return Optional.of(over(Reason.MATCHED, false));
    }
    if (done) {
      return Optional.of(over(Reason.ENDED, false));
    }
    if (quiet && silentEnough()) {
      return Optional.of(over(Reason.SILENT, false));
    }
    return over ? Optional.of(over(Reason.TIMEOUT, !quiet)) : Optional.empty();
  }

  private boolean stopped() {
    return waiter.stopping() || stream.closed();
  }

  private boolean silentEnough() {
    Duration wanted = what.silence();
    return wanted != null && silence().filter(length -> length.compareTo(wanted) >= 0).isPresent();
  }

  private WaitEnd over(Reason reason, boolean hasMore) {
    return new WaitEnd(
        reason,
        scan.match().orElse(null),
        silentSeconds(),
        scan.seq(),
        hasMore,
        state,
        scan.exitCode());
  }

  private @Nullable Long silentSeconds() {
    return what.silence() == null ? null : silence().map(Duration::toSeconds).orElse(null);
  }
}
