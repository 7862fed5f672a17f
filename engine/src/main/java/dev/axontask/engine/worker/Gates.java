package dev.axontask.engine.worker;

import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.breaker.BreakerDuty;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.queue.PausedKeys;
import dev.axontask.engine.worker.Loop.Summary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * What holds waiting tasks back and lets them through: places of concurrency keys, pauses of
 * rate-limit keys, circuit breakers. Each duty is for one thread.
 */
final class Gates {
  private final HeldTasks held;
  private final PausedKeys pausedKeys;

  /** Has a place of its own in the keys, which it goes through at its own pace. */
  private final HeldTasks unusedKeys;

  private final KeyPlaces places;
  private final BreakerDuty breakers;
  private final Runnable opened;

  /**
   * @param opened told after tasks were let through, which are to be claimed
   */
  Gates(Database database, AdapterRegistry adapters, MeterRegistry meters, Runnable opened) {
    this.held = new HeldTasks(database);
    this.unusedKeys = new HeldTasks(database);
    this.pausedKeys = new PausedKeys(database, held);
    this.places = new KeyPlaces(held);
    this.breakers = new BreakerDuty(database, held);
    this.breakers.measure(names(adapters), meters);
    this.opened = opened;
  }

  private static List<String> names(AdapterRegistry adapters) {
    return adapters.list().stream().map(RegisteredAdapter::name).toList();
  }

  /** An attempt has ended, and may leave its key's place to another. */
  void ended(Claim had) {
    places.ended(had);
  }

  /** Gives places that became free here to those that wait for them; whether there were any. */
  boolean passOn() {
    return places.passOn();
  }

  /** Lets through what keys held back and need not any more. */
  Summary keysOnce() {
    int let = held.runOnce();
    PausedKeys.Summary paused = pausedKeys.runOnce();
    return moved(let + paused.moved(), "tasks let through or held", paused.more());
  }

  /** Chooses probes, and holds or lets go what circuit breakers say. */
  Summary breakersOnce() {
    BreakerDuty.Summary done = breakers.runOnce();
    return moved(done.moved(), "tasks moved by circuit breakers", done.more());
  }

  private Summary moved(int count, String what, boolean more) {
    if (count > 0) {
      opened.run();
    }
    return new Summary(count, what, more);
  }

  Summary forgetKeysOnce() {
    int forgotten = unusedKeys.forgetOnce();
    return new Summary(forgotten, "unused keys forgotten", unusedKeys.more());
  }

  Summary forgetBreakersOnce() {
    return Summary.of(breakers.forgetOnce(), "circuit breakers forgotten");
  }
}
