package dev.axontask.stores;

import java.time.Duration;

/** Questions to a store's process, which need not be a child of ours. */
final class StoreProcess {
  private static final boolean ON_LINUX = Platform.here().linux();

  private StoreProcess() {}

  /** Whether it runs. A dead one whose parent has not asked about it yet (a zombie) does not. */
  static boolean runs(ProcessHandle process) {
    return process.isAlive() && !(ON_LINUX && process.info().commandLine().isEmpty());
  }

  /** Whether it ended within the time. */
  static boolean ends(ProcessHandle process, Duration patience) {
    Deadline deadline = Deadline.in(patience);
    while (runs(process) && !deadline.isOver()) {
      deadline.pauseOrThrow(() -> "process " + process.pid() + " does not end");
    }
    return !runs(process);
  }
}
