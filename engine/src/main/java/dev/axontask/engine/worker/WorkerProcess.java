package dev.axontask.engine.worker;

import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.breaker.Breakers;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.deadletter.DeadLetterCleanup;
import dev.axontask.engine.event.Appender;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.retention.Retention;
import dev.axontask.engine.schedule.DeletedSchedules;
import dev.axontask.engine.schedule.Firing;
import dev.axontask.engine.task.Doorbell;
import dev.axontask.engine.task.UnattendedEnd;
import dev.axontask.engine.worker.Loop.Summary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a process that runs tasks. It joins before it returns from {@link #start}, so that
 * what an earlier process of this host left is taken over before anything new is claimed.
 */
public final class WorkerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
  private static final Duration TEND = Duration.ofSeconds(1);
  private static final Duration DEADLINES = Duration.ofMillis(250);
  private static final Duration CLEAN = Duration.ofSeconds(1);
  private static final Duration COUNT = Duration.ofSeconds(5);
  private static final Duration HELD = Duration.ofSeconds(1);
  private static final Duration LOOK_FOR_LEFT = Duration.ofSeconds(30);
  private static final Duration TRIM = Duration.ofMinutes(1);
  private static final Duration DROP = Duration.ofHours(1);
  private static final Duration FORGET = Duration.ofHours(1);

  /**
   * What a worker is made of.
   *
   * @param ids makes UUIDs of version 7
   * @param nanos a monotonic clock
   * @param random spreads the duties of many processes, and the pauses of tasks; thread-safe
   */
  public record Parts(
      Database database,
      AdapterRegistry adapters,
      Appender appender,
      Publisher publisher,
      UnattendedEnd unattended,
      Breakers breakers,
      Doorbell doorbell,
      Supplier<UUID> ids,
      LongSupplier nanos,
      RandomGenerator random,
      MeterRegistry meters) {}

  private final Parts parts;
  private final WorkerSettings settings;
  private final Cleaner cleaner;
  private final WorkerMetrics metrics;
  private final Sessions sessions;
  private final QueueDepth queueDepth;
  private final Gates gates;
  private final List<Loop> loops = new ArrayList<>();

  /** Replaced by the loop that tends it, and by nobody else once the worker runs. */
  private volatile Session session;

  private volatile @org.jspecify.annotations.Nullable Watch watch;

  /** Null until the loops run. */
  private volatile @org.jspecify.annotations.Nullable Loop claiming;

  private WorkerProcess(Parts parts, WorkerSettings settings, HostIdentity host) {
    this.parts = parts;
    this.settings = settings;
    this.cleaner = new Cleaner(parts.database(), parts.adapters(), host.hostId());
    this.metrics = new WorkerMetrics(parts.meters());
    this.sessions = new Sessions(parts, settings, host, cleaner, metrics, this::slotFreed);
    this.queueDepth = new QueueDepth(parts.database(), parts.meters());
    this.gates = new Gates(parts.database(), parts.adapters(), parts.meters(), this::letThrough);
    this.session = sessions.join();
  }

  /**
   * Joins as this host's worker, takes over what an earlier process left, and begins to claim.
   *
   * @param host whose lock this process holds; closed by the caller, after this
   */
  public static WorkerProcess start(Parts parts, WorkerSettings settings, HostIdentity host) {
    WorkerProcess process = new WorkerProcess(parts, settings, host);
    process.startLoops();
    return process;
  }

  private void startLoops() {
    Loop claims = loop("claim", settings.poll(), this::claimOnce);
    claiming = claims;
    parts.doorbell().onWork(claims::wake);
    Loop cancels = loop("cancel", TEND, this::cancelOnce);
    parts.doorbell().onCancel(cancels::wake);
    Loop inputs = loop("inputs", TEND, this::inputOnce);
    parts.doorbell().onInput(inputs::wake);
    Loop sent = loop("sent", TEND, this::sentOnce);
    parts.doorbell().onInput(sent::wake);
    loop("sent-left", LOOK_FOR_LEFT, () -> sentWatch().settleLeftOnce());
    loop("deadlines", DEADLINES, this::deadlinesOnce);
    loop("lease", settings.tending(), this::tendOnce);
    watch =
        Watch.start(
            new Watch.Parts(
                parts.database(),
                parts.publisher(),
                parts.unattended(),
                parts.doorbell(),
                parts.nanos(),
                parts.random(),
                parts.meters()),
            settings,
            this::workerId);
    loop("vanished", LOOK_FOR_LEFT, this::claimVanishedOnce);
    loop("left-open", LOOK_FOR_LEFT, this::takeUpLeftOnce);
    loop("held", HELD, gates::keysOnce);
    loop("breakers", HELD, gates::breakersOnce);
    loop("unused-breakers", LOOK_FOR_LEFT, gates::forgetBreakersOnce);
    loop("unused-keys", LOOK_FOR_LEFT, gates::forgetKeysOnce);
    loop("queue-depth", COUNT, queueDepth::runOnce);
    loop("clean", CLEAN, cleaner::recordOnce);
    Loop left = loop("clean-left", LOOK_FOR_LEFT, cleaner::cleanLeftOnce);
    left.wake();
    claims.wake();
    Gauge.builder("axontask.worker.utilization", this, p -> p.session.roster().utilization())
        .description("The part of this process's slots that is taken, 0 to 1")
        .register(parts.meters());
    Gauge.builder("axontask.active.agents", this, WorkerProcess::running)
        .description("Attempts that run in this process")
        .register(parts.meters());
  }

  /** Also forgets old dead letters from now on, until it is closed. */
  public void forgetDeadLetters(DeadLetterCleanup cleanup) {
    loop("dead-letters", LOOK_FOR_LEFT, () -> forgotten(cleanup.runOnce()));
  }

  private static Summary forgotten(DeadLetterCleanup.Cleaned cleaned) {
    return new Summary(cleaned.removed(), "dead letters forgotten", cleaned.more());
  }

  /** Also trims the events of finished tasks from now on, until it is closed. */
  public void trim(Retention retention) {
    loop("retention", TRIM, () -> trimmed(retention.runOnce()));
    loop(
        "event-partitions",
        DROP,
        () -> Summary.of(retention.dropPartitionsOnce(), "partitions of events dropped"));
  }

  private static Summary trimmed(Retention.Done done) {
    String what = "snapshots made, %d events trimmed".formatted(done.events());
    return new Summary(done.snapshots(), what, done.more());
  }

  /** Also fires schedules from now on, until it is closed. */
  public void fire(Firing firing, DeletedSchedules deleted) {
    loop("schedules", settings.poll(), () -> decided(firing.runOnce()));
    loop("deleted-schedules", FORGET, () -> removed(deleted.runOnce()));
  }

  private static Summary removed(int schedules) {
    return new Summary(schedules, "schedules removed", schedules == DeletedSchedules.AT_ONCE);
  }

  private static Summary decided(int planned) {
    return new Summary(planned, "planned times decided on", planned > 0);
  }

  private Loop loop(String name, Duration every, Loop.Duty duty) {
    Loop loop = Loop.start(name, every, parts.random(), duty);
    loops.add(loop);
    return loop;
  }

  /** The id of this process's worker; another one after a lost lease. */
  public UUID workerId() {
    return session.worker();
  }

  /** Attempts that run here now. */
  public int running() {
    return session.roster().size();
  }

  private void slotFreed(Claim had) {
    gates.ended(had);
    wakeClaims();
  }

  private void wakeClaims() {
    Loop claims = claiming;
    if (claims != null) {
      claims.wake();
    }
  }

  private Summary claimOnce() {
    if (gates.passOn()) {
      session.lookFromTheBeginning();
    }
    return session.claimOnce();
  }

  private void letThrough() {
    session.lookFromTheBeginning();
    wakeClaims();
    parts.doorbell().ringWork();
  }

  private Summary cancelOnce() {
    return new CancelWatch(parts.database(), session.roster()).runOnce();
  }

  /** Passes on answers. */
  Summary inputOnce() {
    return new InputWatch(parts.database(), session.roster()).runOnce();
  }

  /** Hands over what was sent to running work. */
  Summary sentOnce() {
    return sentWatch().runOnce();
  }

  private SentWatch sentWatch() {
    Session current = session;
    return new SentWatch(parts.database(), current.roster(), current.worker());
  }

  /** Ends what is over its time, and stops writing when the lease may be gone. */
  private Summary deadlinesOnce() {
    Session current = session;
    if (!current.lease().writable() && current.roster().size() > 0) {
      LOG.warn("the lease could not be renewed: worker {} stops writing", current.worker());
      current.abandon();
    }
    return current.timeOutOnce();
  }

  /** Ends tasks of adapters that no worker has any more. */
  Summary claimVanishedOnce() {
    return session.claimVanishedOnce(settings.adapterGrace());
  }

  /** Takes up attempts of this process that broke here without having ended. */
  Summary takeUpLeftOnce() {
    return session.takeUpLeftOnce();
  }

  /** Renews the lease, or joins again if it is lost. */
  Summary tendOnce() {
    Session current = session;
    if (current.over()) {
      return rejoin(current);
    }
    if (!current.lease().due()) {
      return Summary.of(0, "");
    }
    if (!current.lease().renew()) {
      return rejoin(current);
    }
    metrics.heartbeat();
    if (current.lease().writable()) {
      // Not after standing still: the work may have been given up meanwhile, and has to end.
      parts.adapters().hostIsAlive();
    }
    return Summary.of(1, "lease renewed");
  }

  private Summary rejoin(Session lost) {
    LOG.warn("worker {} lost its lease; joining again", lost.worker());
    lost.abandon();
    session = sessions.join();
    return Summary.of(1, "joined again");
  }

  /**
   * Stops in good order: claims nothing more, lets work inside this process end for a while, leaves
   * detached work to the next process, and gives up the lease.
   */
  @Override
  public void close() {
    loops.stream().filter(loop -> loop.equals(claiming)).forEach(Loop::close);
    session.drain(settings.drain());
    loops.forEach(Loop::close);
    Watch kept = watch;
    if (kept != null) {
      kept.close();
    }
    cleaner.recordOnce();
    session.lease().end();
  }
}
