package dev.axontask.engine.worker;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.dependency.Dependents;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.Doorbell;
import dev.axontask.engine.task.UnattendedEnd;
import dev.axontask.engine.task.Verdicts;
import dev.axontask.engine.task.WaitingTasks;
import dev.axontask.engine.worker.Loop.Summary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What every node does for tasks that nobody cares for: it finds workers dead, gives up silent
 * hosts, and ends what waited too long. A process that runs no tasks keeps the watch too, so that a
 * task ends by its clocks although no worker is left.
 */
public final class Watch implements AutoCloseable {
  private static final Duration OVERDUE = Duration.ofSeconds(1);
  private static final Duration DEPENDENTS = Duration.ofMillis(250);
  private static final Duration DEPENDENTS_AT_MOST = Duration.ofMillis(100);

  /**
   * What it is made of.
   *
   * @param nanos a monotonic clock
   * @param random spreads the duties of many processes, and the pauses of tasks; thread-safe
   */
  public record Parts(
      Database database,
      Publisher publisher,
      UnattendedEnd unattended,
      Doorbell doorbell,
      LongSupplier nanos,
      RandomGenerator random,
      MeterRegistry meters) {}

  private final List<Loop> loops = new ArrayList<>();

  private Watch(Parts parts, WorkerSettings settings, Supplier<UUID> self) {
    LostAttempts lost = new LostAttempts(new Verdicts(parts.unattended(), parts.random()));
    Reaper reaper = new Reaper(parts.database(), lost, parts.publisher(), self, parts.meters());
    SilentHosts silentHosts =
        new SilentHosts(parts.database(), lost, parts.publisher(), settings.silence());
    OverdueTasks overdue =
        new OverdueTasks(
            parts.database(),
            new WaitingTasks(parts.unattended()),
            parts.publisher(),
            parts.random());
    loop("reap", settings.scan(), parts.random(), reaper::runOnce);
    loop("silent-hosts", settings.scan(), parts.random(), silentHosts::runOnce);
    loop("overdue", OVERDUE, parts.random(), overdue::runOnce);
    tellDependents(parts);
  }

  private Loop loop(String name, Duration every, RandomGenerator random, Loop.Duty duty) {
    Loop loop = Loop.start(name, every, random, duty);
    loops.add(loop);
    return loop;
  }

  /** Ends wake it where they happen, submits everywhere; what neither did, the poll finds. */
  private void tellDependents(Parts parts) {
    Dependents dependents =
        new Dependents(parts.database(), parts.unattended(), parts.publisher(), parts.doorbell());
    Loop loop = loop("dependents", DEPENDENTS, parts.random(), () -> told(dependents.runOnce()));
    Runnable wake = new Throttle(parts.nanos(), DEPENDENTS_AT_MOST, loop::wake);
    parts.publisher().onEnd(wake);
    parts.doorbell().onWork(wake);
  }

  private static Summary told(int count) {
    return new Summary(count, "tasks told of an end that they waited for", count > 0);
  }

  /**
   * Begins.
   *
   * @param self this process's own worker, which it never finds dead
   */
  static Watch start(Parts parts, WorkerSettings settings, Supplier<UUID> self) {
    return new Watch(parts, settings, self);
  }

  /**
   * Begins, in a process that runs no tasks.
   *
   * @param settings of the workers that it watches
   */
  public static Watch start(Parts parts, WorkerSettings settings) {
    UUID nobody = new UUID(0, 0);
    return start(parts, settings, () -> nobody);
  }

  @Override
  public void close() {
    loops.forEach(Loop::close);
  }
}
