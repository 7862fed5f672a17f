package dev.axontask.adapter.fly;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.adapter.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches a deployment until it is done or cannot be done any more. Changes nothing at Fly: a stop
 * ends the watching. Its resume point is the message that was reported last.
 */
final class WatchExecution implements Execution {
  private static final System.Logger LOG = System.getLogger(WatchExecution.class.getName());

  /** Lists are asked for this seldom, in shortest pauses: an app's watchers share its limit. */
  private static final int SLOWNESS = 3;

  /** How often a deployment has to look complete: between two machines it may for a moment. */
  private static final int LOOKS = 2;

  private final Service fly;
  private final Order.Watch order;
  private final Attempt attempt;
  private final Instant startedAt;
  private final Stopping stopping;

  /** What was reported last; of the thread that follows alone, as what is below. */
  private String reported;

  private int complete;
  private @Nullable Long blindSince;

  WatchExecution(
      Service fly, Order.Watch order, Attempt attempt, Instant startedAt, ResumePoint from) {
    this.fly = fly;
    this.order = order;
    this.attempt = attempt;
    this.startedAt = startedAt;
    this.reported = from.value();
    this.stopping = new Stopping(fly.time());
  }

  @Override
  public Outcome follow(Sink sink) throws SinkClosedException, InterruptedException {
    while (true) {
      Optional<EndedBy> stopped = stopped();
      if (stopped.isPresent()) {
        return new Outcome.Failed(
            new AdapterError(
                "watch_ended", "The watching ended; the deployment goes on without it.", false),
            stopped.get());
      }
      Optional<Outcome> end = look(sink);
      if (end.isPresent()) {
        return end.get();
      }
      stopping.await(fly.pace().poll().multipliedBy(SLOWNESS));
    }
  }

  private Optional<EndedBy> stopped() {
    return stopping.reason().isEmpty()
            && !fly.time().now().isBefore(startedAt.plus(attempt.timeout()))
        ? Optional.of(EndedBy.TIMEOUT)
        : stopping.reason();
  }

  private Optional<Outcome> look(Sink sink) throws SinkClosedException, InterruptedException {
    Deployment now;
    try {
      now = Deployment.of(fly.machines().list(order.app(), java.util.Map.of()), order.release());
    } catch (FlyException failure) {
      return blind(failure);
    }
    blindSince = null;
    report(now, sink);
    complete = now.complete() ? complete + 1 : 0;
    if (complete >= LOOKS) {
      return Optional.of(new Outcome.Exited(0, EndedBy.ITSELF));
    }
    return now.error().map(error -> new Outcome.Failed(error, EndedBy.ITSELF));
  }

  private void report(Deployment now, Sink sink) throws SinkClosedException, InterruptedException {
    Report.Progress progress = now.progress();
    String message = String.valueOf(progress.message());
    String point = message.substring(0, Math.min(message.length(), ResumePoint.MAX_LENGTH));
    if (!point.equals(reported)) {
      reported = point;
      sink.emit(progress, new ResumePoint(point));
    }
  }

  /** An outage of Fly's says nothing about the deployment; a refusal ends the watching. */
  private Optional<Outcome> blind(FlyException failure) {
    LOG.log(System.Logger.Level.DEBUG, "not seen: {0}", failure.getMessage());
    long now = fly.time().nanos();
    blindSince = blindSince == null ? Long.valueOf(now) : blindSince;
    Duration blind = Duration.ofNanos(now - blindSince);
    return failure.temporary() && blind.compareTo(fly.pace().patience()) <= 0
        ? Optional.empty()
        : Optional.of(new Outcome.Failed(failure.error(), EndedBy.ITSELF));
  }

  @Override
  public void stop(StopReason reason, Duration grace) {
    stopping.ask(reason == StopReason.TIMEOUT ? EndedBy.TIMEOUT : EndedBy.CANCEL, grace);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
