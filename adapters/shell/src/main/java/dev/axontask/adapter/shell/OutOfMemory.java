package dev.axontask.adapter.shell;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;

/** Tells a command that the kernel killed for its memory from one that somebody else killed. */
final class OutOfMemory {
  private static final int KILL = 9;
  private static final int KILLED_SHELL = 128 + KILL;

  private OutOfMemory() {}

  /**
   * What an end means.
   *
   * @param read as the supervisor recorded it
   * @param killed how many of the attempt's processes the kernel has killed for want of memory
   * @return the same, unless the work itself ended by such a kill. A command that goes on after one
   *     of its processes was killed, and ends in its own way, ended in its own way.
   */
  static Outcome judge(Outcome read, long killed) {
    if (killed == 0) {
      return read;
    }
    boolean byKill =
        switch (read) {
          case Outcome.Exited(int code, EndedBy by) -> code == KILLED_SHELL && own(by);
          case Outcome.Signaled(int signal, EndedBy by) -> signal == KILL && own(by);
          case Outcome.Failed _, Outcome.Unknown _, Outcome.NeverStarted _ -> false;
        };
    return byKill ? new Outcome.Failed(error(), EndedBy.ITSELF) : read;
  }

  private static boolean own(EndedBy by) {
    return by == EndedBy.ITSELF;
  }

  private static AdapterError error() {
    String message =
        "The command needed more memory than an attempt may use, files in /tmp and /dev/shm among"
            + " it, and the kernel killed it. Let it use less, or have the operator allow more.";
    return new AdapterError("out_of_memory", message, false);
  }
}
