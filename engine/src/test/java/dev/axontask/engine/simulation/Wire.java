package dev.axontask.engine.simulation;

import java.util.function.Supplier;

/** The way to the store, for everybody. */
final class Wire {
  private final Agenda agenda;
  private final Chance chance;
  private double trouble = 0.03;
  private long awayUntil;

  Wire(Agenda agenda, Chance chance) {
    this.agenda = agenda;
    this.chance = chance;
  }

  /** From now on everything is answered. */
  void calm() {
    trouble = 0;
    awayUntil = 0;
  }

  boolean calmed() {
    return trouble == 0;
  }

  void away(long nanos) {
    awayUntil = agenda.now() + nanos;
  }

  /** Nanoseconds that a message takes. */
  long latency() {
    return chance.happens(trouble)
        ? chance.between(0, 3 * Agenda.SECOND)
        : chance.between(Agenda.MS / 10, 10 * Agenda.MS);
  }

  /** Runs a transaction; its answer may be lost. */
  <T> T transact(Supplier<T> transaction) {
    refusal();
    T result = transaction.get();
    answer();
    return result;
  }

  /** May say that nothing happened. */
  void refusal() {
    if (agenda.now() < awayUntil || chance.happens(trouble)) {
      throw new Unavailable(false);
    }
  }

  /** May say that nobody knows what happened, after it did. */
  void answer() {
    if (chance.happens(trouble)) {
      throw new Unavailable(true);
    }
  }
}
