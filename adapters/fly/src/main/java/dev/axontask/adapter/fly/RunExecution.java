package dev.axontask.adapter.fly;

import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.adapter.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A machine that runs a task, followed by one thread: its log is read, its state looked at, and
 * what is due is asked of it, in turn. A crash anywhere in here leaves the machine running; the
 * next process follows it from the last durable report.
 */
final class RunExecution implements Execution {
  private static final System.Logger LOG = System.getLogger(RunExecution.class.getName());

  /** Log lines are asked for from this long before the machine was made: clocks differ. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  /** The longest pause between two looks, in shortest ones; as flyctl's. */
  private static final int SLOWEST = 4;

  private final Service fly;
  private final Order.Run order;
  private final Attempt attempt;
  private final String machine;
  private final Instant startedAt;
  private final ResumePoint from;
  private final Stopping stopping;
  private final MachineWatch watch;

  /** When the kill was last asked for; of the thread that follows alone. */
  private @Nullable Long killed;

  RunExecution(
      Service fly,
      Order.Run order,
      Attempt attempt,
      String machine,
      Instant startedAt,
      ResumePoint from) {
    this.fly = fly;
    this.order = order;
    this.attempt = attempt;
    this.machine = machine;
    this.startedAt = startedAt;
    this.from = from;
    this.stopping = new Stopping(fly.time());
    this.watch = new MachineWatch(fly, order.app(), machine);
  }

  @Override
  public Outcome follow(Sink sink) throws SinkClosedException, InterruptedException {
    Output output = new Output(sink, attempt.outputMax(), position());
    LogReading reading = new LogReading(fly, order.app(), machine);
    Duration idle = fly.pace().poll();
    while (true) {
      boolean news = reading.read(output);
      askForWhatIsDue(output);
      if (news) {
        idle = fly.pace().poll();
        continue;
      }
      Optional<Outcome> end = look(output);
      if (end.isPresent() && reading.complete(output)) {
        return output.at().cut() == Position.Cut.FULL ? Ending.limited(end.get()) : end.get();
      }
      pause(end.isPresent() ? fly.pace().poll() : idle);
      idle = min(idle.multipliedBy(2), fly.pace().poll().multipliedBy(SLOWEST));
    }
  }

  private Position position() {
    if (!from.equals(ResumePoint.BEGINNING)) {
      return Position.parse(from);
    }
    Instant first = startedAt.minus(SKEW);
    return Position.beginning(
        Long.toString(first.getEpochSecond() * 1_000_000_000L + first.getNano()));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Waits for news: at Fly while the machine boots, here otherwise. */
  private void pause(Duration idle) throws InterruptedException {
    if (stopping.reason().isEmpty() && watch.awaitBoot()) {
      return;
    }
    stopping.await(idle);
  }

  private Optional<Outcome> look(Output output) throws SinkClosedException, InterruptedException {
    Optional<Outcome> end = watch.look(stopping.reason().orElse(null), deadline());
    Optional<Machine> seen = watch.seen();
    if (seen.isPresent() && seen.get().booted()) {
      output.booted(seen.get());
    }
    if (end.isEmpty() && hopeless()) {
      return Optional.of(
          new Outcome.Unknown("The machine did not end although it was told to be killed."));
    }
    return end;
  }

  private Instant deadline() {
    return startedAt.plus(attempt.timeout());
  }

  private void askForWhatIsDue(Output output) throws InterruptedException {
    if (watch.ended()) {
      return;
    }
    if (output.at().cut() == Position.Cut.FULL) {
      stopping.ask(EndedBy.OUTPUT_LIMIT, Duration.ZERO);
    } else if (!fly.time().now().isBefore(deadline())) {
      stopping.ask(EndedBy.TIMEOUT, min(fly.cancelGrace(), graceLeft()));
    }
    try {
      ask(stopping.due());
    } catch (FlyException failure) {
      // Still due at the next turn.
      LOG.log(System.Logger.Level.DEBUG, "the stop was not taken: {0}", failure.getMessage());
    }
  }

  /** A deadline that is long over, after a restart, has no grace left. */
  private Duration graceLeft() {
    Duration left = Duration.between(fly.time().now(), deadline().plus(fly.cancelGrace()));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void ask(Stopping.Due due) throws FlyException, InterruptedException {
    switch (due) {
      case Stopping.Due.Nothing() -> {}
      case Stopping.Due.Polite(Duration grace) -> {
        fly.leases()
            .holding(
                order.app(),
                machine,
                nonce ->
                    fly.machines().stop(order.app(), machine, nonce, order.stopSignal(), grace));
        stopping.politelyAsked();
      }
      case Stopping.Due.Kill(Duration late) -> kill();
    }
  }

  /**
   * Again after a while: a kill that Fly took may still be lost on the way to the machine. One that
   * has not booted takes no signal, and is destroyed.
   */
  private void kill() throws FlyException, InterruptedException {
    long now = fly.time().nanos();
    long apart = fly.pace().poll().multipliedBy(2L * SLOWEST).toNanos();
    if (killed != null && now - killed <= apart) {
      return;
    }
    killed = now;
    String app = order.app();
    if (watch.seen().filter(seen -> !seen.booted()).isPresent()) {
      fly.leases().holding(app, machine, nonce -> fly.machines().destroy(app, machine, nonce));
      watch.destroyedUnbooted();
    } else {
      fly.leases().holding(app, machine, nonce -> fly.machines().kill(app, machine, nonce));
    }
  }

  private boolean hopeless() {
    return stopping.due() instanceof Stopping.Due.Kill(Duration late)
        && late.compareTo(fly.pace().patience()) > 0;
  }

  @Override
  public void stop(StopReason reason, Duration grace) {
    stopping.ask(reason == StopReason.TIMEOUT ? EndedBy.TIMEOUT : EndedBy.CANCEL, grace);
  }

  /** The machine goes on. */
  @Override
  public void close() {
    // Whoever follows is interrupted; there is nothing else to let go of.
  }
}
