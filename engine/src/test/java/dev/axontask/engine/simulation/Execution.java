package dev.axontask.engine.simulation;

import dev.axontask.adapter.Outcome;

/** The work of an attempt, where it runs: writes chunks at its pace, and ends. */
final class Execution {
  final Key key;
  final Work work;
  private final long startedAt;
  private long endsAt;
  private Outcome outcome;

  Execution(Key key, Work work, long now) {
    this.key = key;
    this.work = work;
    this.startedAt = now;
    this.endsAt = now + (work.chunks() + 1) * work.pace();
    this.outcome = work.outcome(key.number());
  }

  boolean running(long now) {
    return now < endsAt;
  }

  /** Chunks that it has written. */
  int chunks(long now) {
    return (int) Math.min(work.chunks(), (Math.min(now, endsAt) - startedAt) / work.pace());
  }

  Outcome outcome() {
    return outcome;
  }

  /** Ends it, unless it has ended. */
  void end(long now, Outcome how) {
    if (running(now)) {
      endsAt = now;
      outcome = how;
    }
  }
}
