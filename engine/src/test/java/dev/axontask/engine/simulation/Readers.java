package dev.axontask.engine.simulation;

import static dev.axontask.engine.simulation.Agenda.MS;
import static dev.axontask.engine.simulation.Agenda.SECOND;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.tail.SteppedTail;
import dev.axontask.engine.task.TaskState;
import java.util.ArrayList;
import java.util.List;

/** A server that shows tasks to readers; it lives as long as the run. */
final class Readers implements SteppedTail.Questions, Redis.Ear {
  private static final int NEWEST = 5;

  private final World world;
  private final SteppedTail tail;
  private final List<Transcript> transcripts = new ArrayList<>();

  Readers(World world) {
    this.world = world;
    this.tail = new SteppedTail(world.agenda::now, this);
  }

  void begin() {
    world.redis.listen(this);
    compare();
  }

  /** Reads a task from its beginning; more than one may. */
  void open(TaskId task) {
    Head head = world.store.log.head(task);
    TaskState state = world.store.task(task).state;
    byte[] genesis = world.store.task(task).genesis.hash();
    world.agenda.in(
        world.wire.latency(),
        () -> {
          Transcript transcript =
              new Transcript(world, task, tail.open(TenantId.LOCAL, task, head, state, genesis));
          transcripts.add(transcript);
          transcript.look();
          world.agenda.in(world.wire.latency(), () -> tail.subscribed(task));
        });
  }

  @Override
  public void announced(TaskId task, long seq) {
    tail.announced(task, seq);
  }

  @Override
  public void redis(TaskId task, long afterSeq) {
    world.redis.read(
        task,
        afterSeq,
        answer -> {
          if (answer.isEmpty()) {
            tail.unanswered(task);
          } else {
            tail.answered(task, answer.get().entries(), answer.get().whole());
          }
        });
  }

  /** The newest events that the log has, as of now; they come later. */
  @Override
  public void log(TaskId task, long afterSeq) {
    List<Event> events;
    try {
      events = world.wire.transact(() -> newest(task, afterSeq));
    } catch (Unavailable away) {
      world.agenda.in(200 * MS, () -> log(task, afterSeq));
      return;
    }
    world.agenda.in(world.wire.latency(), () -> tail.filled(task, events));
  }

  private List<Event> newest(TaskId task, long afterSeq) {
    long from = Math.max(afterSeq, world.store.log.head(task).lastSeq() - NEWEST);
    return world.store.log.after(task, from, NEWEST);
  }

  private void compare() {
    world.agenda.in(SECOND, this::compare);
    try {
      SteppedTail.Comparison asked = world.wire.transact(() -> tail.compare(world.store.log::head));
      world.agenda.in(world.wire.latency(), asked::answer);
    } catch (Unavailable away) {
      world.audit.readersWait();
    }
  }

  boolean allDone() {
    return transcripts.stream().allMatch(Transcript::done);
  }

  List<Transcript> transcripts() {
    return transcripts;
  }
}
