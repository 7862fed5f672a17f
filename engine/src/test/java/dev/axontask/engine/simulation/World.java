package dev.axontask.engine.simulation;

import static dev.axontask.engine.simulation.Agenda.SECOND;

import dev.axontask.engine.worker.WorkerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run: everything that is there, from one seed. */
final class World {
  private static final int HOSTS = 3;
  private static final int CLIENTS = 7;

  /** Nanoseconds after the last fault by which everything has ended. */
  private static final long BOUND = 150 * SECOND;

  final WorkerSettings settings =
      new WorkerSettings(
          "simulated",
          3,
          3,
          Duration.ofSeconds(9),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofSeconds(25),
          Duration.ofHours(24),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1));

  final Agenda agenda = new Agenda();
  final Chance chance;
  final Store store;
  final Verdicts verdicts;
  final Claims claims;
  final Submits submits;
  final Wire wire;
  final Redis redis;
  final Audit audit;
  final Faults faults;
  final List<Node> nodes = new ArrayList<>();
  final Readers readers;

  World(long seed) {
    this.chance = new Chance(seed);
    this.store = new Store(agenda, chance);
    this.verdicts = new Verdicts(store, chance);
    this.claims = new Claims(store, verdicts, settings);
    this.submits = new Submits(store);
    this.wire = new Wire(agenda, chance);
    this.redis = new Redis(agenda, chance);
    this.audit = new Audit(this);
    this.faults = new Faults(this);
    this.readers = new Readers(this);
  }

  /** Runs until everything has ended; throws what the audit finds. */
  void run() {
    for (int i = 0; i < HOSTS; i++) {
      Host host = new Host(chance.uuid(), agenda, settings.hostGrace().toNanos());
      nodes.add(new Node(this, host));
    }
    nodes.forEach(Node::start);
    for (int i = 0; i < CLIENTS; i++) {
      new Client(this, "key-" + i / 2).begin();
    }
    readers.begin();
    faults.begin();
    while (!over() && agenda.next()) {
      audit.look();
    }
    audit.end();
  }

  private boolean over() {
    return (wire.calmed() && audit.allEnded() && readers.allDone())
        || agenda.now() > Faults.LAST + BOUND;
  }
}
