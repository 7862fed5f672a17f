package dev.axontask.engine.event;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.breaker.BreakerSettings;
import dev.axontask.engine.breaker.Breakers;
import dev.axontask.engine.db.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Commits the events of all tasks of this process in groups. One per process; thread-safe.
 *
 * <p>An event's way: {@link TaskLog#append} accepts it, within bounds; its task's {@link Lane}
 * takes it into a group; {@link Part} gives it its number, time and hash; {@link GroupWriter}
 * writes the group in one transaction; then the task's head in memory advances, the {@link
 * Publisher} gets it, and there is room for another.
 */
public final class Appender implements AutoCloseable {
  /** Bytes accepted and not durable, over all tasks. */
  private static final long PROCESS_BOUND = 32 * 1024 * 1024;

  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final Budget budget = new Budget(PROCESS_BOUND);
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final InstantSource clock;

  private Appender(InstantSource clock) {
    this.clock = clock;
  }

  /** Starts one with the usual circuit breakers. */
  public static Appender start(
      Database database,
      Publisher publisher,
      InstantSource clock,
      SecureRandom random,
      MeterRegistry meters) {
    Breakers usual = new Breakers(BreakerSettings.STANDARD, Set.of(), meters);
    return start(database, publisher, usual, clock, random, meters);
  }

  /** Starts the appender's threads: one a core, four at most. */
  public static Appender start(
      Database database,
      Publisher publisher,
      Breakers breakers,
      InstantSource clock,
      SecureRandom random,
      MeterRegistry meters) {
    int lanes = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    Appender appender = new Appender(clock);
    Salts salts = new Salts(random);
    AppendMeters counts = new AppendMeters(meters, appender.budget);
    for (int i = 0; i < lanes; i++) {
      Progress progress = new Progress(database.worker());
      GroupCommit.Means means =
          new GroupCommit.Means(
              new GroupWriter(database.worker(), breakers),
              salts,
              counts,
              part -> {
                publisher.publish(part.log().task(), part.events());
                progress.note(part);
              });
      Lane lane = new Lane(means, progress);
      appender.lanes.add(lane);
      appender.threads.add(Thread.ofPlatform().name("axontask-appender-" + i).start(lane));
    }
    return appender;
  }

  /**
   * Opens the log of a task that was just claimed.
   *
   * @param head as the claim read it, under its new token
   */
  public TaskLog open(TenantId tenant, TaskId task, Head head) {
    Lane lane = lanes.get(Math.floorMod(task.hashCode(), lanes.size()));
    return new TaskLog(tenant, task, head, lane, budget, clock);
  }

  /** Makes what is accepted durable, as far as the database lets it within 5 s, and stops. */
  @Override
  public void close() {
    lanes.forEach(Lane::drain);
    try {
      for (Thread thread : threads) {
        thread.join(DRAIN);
      }
      lanes.forEach(Lane::abandon);
      for (Thread thread : threads) {
        thread.join(DRAIN);
      }
    } catch (InterruptedException interrupted) {
      lanes.forEach(Lane::abandon);
      Thread.currentThread().interrupt();
    }
  }
}
