package dev.axontask.engine.retention;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.HotTail;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Trims the events of finished tasks whose time is over: first a snapshot, durable by itself, then
 * the events, a bounded number in each transaction. Runs in every process that runs tasks; two of
 * them share the work.
 */
public final class Retention {
  /** Events in one transaction: well below a second, also on a slow disk. */
  public static final int EVENTS = 5_000;

  /**
   * What a run did.
   *
   * @param snapshots made
   * @param events deleted
   * @param more whether there may be more to do at once
   */
  public record Done(int snapshots, long events, boolean more) {}

  private final Snapshotting snapshotting;
  private final Trimming trimming;
  private final EventPartitions partitions;
  private final HotTail hotTail;
  private final Counter snapshots;
  private final Counter refused;
  private final Counter trimmed;
  private final Counter dropped;

  /**
   * @param events deleted in one transaction, at least 1; {@link #EVENTS} outside tests
   */
  public Retention(
      Database database, Keeping keeping, HotTail hotTail, MeterRegistry meters, int events) {
    this.snapshotting = new Snapshotting(database, keeping);
    this.trimming = new Trimming(database, events);
    this.partitions = new EventPartitions(database);
    this.hotTail = hotTail;
    this.snapshots = counter(meters, "snapshots", "Snapshots made of tasks whose time is over");
    this.refused =
        counter(meters, "refused", "Tasks whose log was not whole, and was left as it is");
    this.trimmed = counter(meters, "events", "Events deleted, partitions apart");
    this.dropped = counter(meters, "partitions", "Partitions of events dropped");
  }

  private static Counter counter(MeterRegistry meters, String name, String description) {
    return Counter.builder("axontask.retention." + name).description(description).register(meters);
  }

  /**
   * Makes some snapshots, then deletes some events. Each step is durable by itself: whatever a
   * crash leaves, the next run goes on with, here or in another process.
   */
  public Done runOnce() {
    Snapshotting.Done made = snapshotting.runOnce();
    snapshots.increment(made.made());
    refused.increment(made.refused());
    Trimming.Done done = trimming.runOnce();
    trimmed.increment((double) done.events());
    hotTail.forget(done.tasks());
    return new Done(made.made(), done.events(), made.seen() == Snapshotting.BATCH || done.more());
  }

  /**
   * Drops the partitions that no task needs any more.
   *
   * @return how many
   */
  public int dropPartitionsOnce() {
    int gone = partitions.dropOnce();
    dropped.increment(gone);
    return gone;
  }
}
