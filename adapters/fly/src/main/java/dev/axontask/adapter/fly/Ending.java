package dev.axontask.adapter.fly;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a machine's state and events say about the end of its work. Pure. */
final class Ending {
  private Ending() {}

  /**
   * How it ended; empty while it has not, or while its end is not yet among its events.
   *
   * @param asked who asked it to end, if anybody did
   */
  static Optional<Outcome> of(Machine machine, @Nullable EndedBy asked) {
    return switch (machine.state()) {
      case "stopped" -> machine.exit().map(exit -> of(exit, asked));
      case "failed", "launch_failed" ->
          Optional.of(
              machine.exit().map(exit -> of(exit, asked)).orElseGet(() -> neverRan(machine)));
      case "destroying", "destroyed", "migrated" ->
          Optional.of(machine.exit().map(exit -> of(exit, asked)).orElseGet(Ending::gone));
      default -> Optional.empty();
    };
  }

  private static Outcome of(Machine.Exit exit, @Nullable EndedBy asked) {
    boolean told = exit.requested() || exit.signal() > 0;
    EndedBy by = asked != null && told ? asked : EndedBy.ITSELF;
    if (exit.oomKilled()) {
      return new Outcome.Failed(
          new AdapterError(
              "oom_killed", "The machine ran out of memory; ask for more memory_mb.", false),
          by);
    }
    return exit.signal() > 0
        ? new Outcome.Signaled(exit.signal(), by)
        : new Outcome.Exited(exit.code(), by);
  }

  /** As an end of work that wrote too much, even if it was quicker than the kill. */
  static Outcome limited(Outcome end) {
    return switch (end) {
      case Outcome.Exited(int code, EndedBy by) -> new Outcome.Exited(code, limit(by));
      case Outcome.Signaled(int signal, EndedBy by) -> new Outcome.Signaled(signal, limit(by));
      case Outcome.Failed(AdapterError error, EndedBy by) -> new Outcome.Failed(error, limit(by));
      case Outcome.Unknown unknown -> unknown;
      case Outcome.NeverStarted never -> never;
    };
  }

  private static EndedBy limit(EndedBy by) {
    return by == EndedBy.ITSELF ? EndedBy.OUTPUT_LIMIT : by;
  }

  private static Outcome neverRan(Machine machine) {
    return new Outcome.Failed(
        new AdapterError(
            "launch_failed",
            "Fly could not start machine "
                + machine.id()
                + "; its log says more, if anything does.",
            true),
        EndedBy.ITSELF);
  }

  /** Of a machine that was destroyed before it was seen to boot. */
  static Outcome unbooted(EndedBy asked) {
    return new Outcome.Failed(
        new AdapterError(
            "never_booted", "The machine was told to end before it was seen to boot.", false),
        asked);
  }

  /** Of a machine that is not there any more. */
  static Outcome gone() {
    return new Outcome.Unknown(
        "The machine was destroyed by somebody else before its end was read.");
  }
}
