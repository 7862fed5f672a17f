package dev.axontask.engine.simulation;

import static dev.axontask.engine.simulation.Agenda.SECOND;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.RetryPolicy.OnWorkerLoss;
import dev.axontask.engine.task.RetryPolicy.RetryOn;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts a task, comes again if it hears nothing, and may cancel or answer it. */
final class Client {
  private static final List<Outcome> FAILURES =
      List.of(
          new Outcome.Failed(
              new AdapterError("host_busy", "The host has no room.", true), EndedBy.ITSELF),
          new Outcome.Exited(3, EndedBy.ITSELF));

  private final World world;
  private final Chance chance;
  private final String key;
  private final Work work;

  Client(World world, String key) {
    this.world = world;
    this.chance = world.chance;
    this.key = key;
    this.work =
        new Work(
            chance.happens(0.6),
            (int) chance.between(0, 9),
            chance.between(SECOND / 20, 2 * SECOND),
            chance.one(FAILURES),
            (int) chance.between(0, 4),
            new RetryPolicy(
                (int) chance.between(1, 5),
                chance.one(List.of(RetryOn.values())),
                chance.one(List.of(OnWorkerLoss.values()))));
  }

  void begin() {
    world.agenda.in(chance.between(0, 30 * SECOND), this::ask);
    // Somebody with the same request and key, perhaps at the same moment.
    world.agenda.in(chance.between(0, 30 * SECOND), this::ask);
  }

  private void ask() {
    TaskId id = new TaskId(chance.uuid());
    submit(id, false, (int) chance.between(1, 20));
  }

  /** The server tries a group again; the client does, with another id, once it was given up. */
  private void submit(TaskId id, boolean again, int tries) {
    world.agenda.in(
        world.wire.latency(),
        () -> {
          try {
            TaskId accepted = world.wire.transact(() -> world.submits.submit(id, key, work, again));
            accepted(accepted);
          } catch (Unavailable away) {
            Runnable next =
                tries > 0 ? () -> submit(id, again || away.outcomeUnknown, tries - 1) : this::ask;
            world.agenda.in(SECOND / 5, next);
          }
        });
  }

  private void accepted(TaskId task) {
    world.audit.accepted(key, task);
    world.readers.open(task);
    if (chance.happens(0.15)) {
      later(() -> world.submits.cancel(task), task);
    }
    for (int i = 0; i < chance.between(0, 4); i++) {
      later(() -> world.submits.answer(task), task);
    }
  }

  private void later(Supplier<Optional<Event>> wish, TaskId task) {
    world.agenda.in(
        chance.between(0, 12 * SECOND),
        () -> {
          try {
            world.wire.transact(wish).ifPresent(event -> world.redis.publish(task, List.of(event)));
          } catch (Unavailable away) {
            later(wish, task);
          }
        });
  }
}
