package dev.axontask.engine.simulation;

import static dev.axontask.engine.simulation.Agenda.SECOND;

import dev.axontask.engine.TaskId;
import java.util.List;

/** What goes wrong, for a while. */
final class Faults {
  /** Nanoseconds for which there are faults. */
  static final long LAST = 60 * SECOND;

  private final World world;
  private final Agenda agenda;
  private final Chance chance;
  private boolean over;

  Faults(World world) {
    this.world = world;
    this.agenda = world.agenda;
    this.chance = world.chance;
  }

  void begin() {
    next();
    agenda.at(LAST, this::calm);
  }

  private void next() {
    agenda.in(
        chance.between(SECOND / 2, 4 * SECOND),
        () -> {
          if (!over) {
            one();
            next();
          }
        });
  }

  private void one() {
    Node node = chance.one(world.nodes);
    List<Runnable> kinds =
        List.of(
            () -> crash(node),
            () -> crash(node),
            () -> node.pause(chance.between(SECOND / 10, 70 * SECOND)),
            () -> node.pause(chance.between(SECOND / 10, 12 * SECOND)),
            () -> node.cut(chance.between(SECOND / 10, 40 * SECOND)),
            () -> reboot(node),
            () -> node.setClock(chance.between(-600 * SECOND, 600 * SECOND)),
            () -> world.wire.away(chance.between(SECOND / 10, 4 * SECOND)),
            () -> world.redis.away(chance.between(SECOND / 10, 10 * SECOND)),
            world.redis::wipe,
            world.redis::keepCopy,
            world.redis::restoreCopy,
            this::liePlainly);
    chance.one(kinds).run();
  }

  private void crash(Node node) {
    node.crash();
    restartLater(node);
  }

  private void reboot(Node node) {
    node.crash();
    node.host.reboot();
    restartLater(node);
  }

  /** Most come back soon, some after everybody has given them up. */
  void restartLater(Node node) {
    long atMost = chance.happens(0.2) ? 60 * SECOND : 5 * SECOND;
    agenda.in(chance.between(0, atMost), node::start);
  }

  /** Announces what does not exist. */
  private void liePlainly() {
    if (!world.store.tasks.isEmpty()) {
      List<TaskId> tasks = List.copyOf(world.store.tasks.keySet());
      world.redis.announce(chance.one(tasks), chance.between(-3, 40));
    }
  }

  /** A process may be gone between a commit and everything that follows it. */
  void perhapsCrash() {
    if (!over && chance.happens(0.01)) {
      throw new Crash();
    }
  }

  /** A process may stand still while it does not know what became of a transaction. */
  void perhapsStandStill(Node node) {
    standStill(node, 0.1);
  }

  /** A process may stand still with something to write, until the task is somebody else's. */
  void perhapsStandStillBeforeWriting(Node node) {
    standStill(node, 0.015);
  }

  /** A process may stand still with something to start, until it is somebody else's to start. */
  void perhapsStandStillBeforeAStart(Node node) {
    if (!over && chance.happens(0.05)) {
      node.pause(chance.between(SECOND, 70 * SECOND));
    }
  }

  private void standStill(Node node, double probability) {
    if (!over && chance.happens(probability)) {
      node.pause(chance.between(SECOND, 30 * SECOND));
    }
  }

  private void calm() {
    over = true;
    world.wire.calm();
    world.redis.calm();
    world.nodes.forEach(Node::calm);
    // One host may never be seen again.
    List<Node> back =
        chance.happens(0.3) ? world.nodes.subList(1, world.nodes.size()) : world.nodes;
    back.forEach(Node::start);
  }
}
