package dev.axontask.engine.simulation;

import static dev.axontask.engine.simulation.Agenda.MS;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.tail.SteppedTail;
import java.util.ArrayList;
import java.util.List;

/** What one reader was given. */
final class Transcript {
  final TaskId task;
  final List<Event> events = new ArrayList<>();
  private final World world;
  private final SteppedTail.Reading reading;

  Transcript(World world, TaskId task, SteppedTail.Reading reading) {
    this.world = world;
    this.task = task;
    this.reading = reading;
  }

  boolean done() {
    return reading.done();
  }

  SteppedTail.Reading reading() {
    return reading;
  }

  /** Takes what is there, a little at a time, until the end was given. */
  void look() {
    try {
      int atMost = (int) world.chance.between(1, 6);
      List<Event> given =
          reading.next(
              atMost,
              cursor -> world.wire.transact(() -> world.store.log.after(task, cursor, atMost)));
      events.addAll(given);
      world.audit.given(this, given);
    } catch (Unavailable away) {
      world.audit.readersWait();
    }
    if (!reading.done()) {
      world.agenda.in(world.chance.between(5 * MS, 400 * MS), this::look);
    }
  }
}
