package dev.axontask.engine.simulation;

import dev.axontask.adapter.Outcome;
import dev.axontask.engine.event.EventKind;

/**
 * What a task does.
 *
 * @param detached whether it goes on without the process that started it
 * @param chunks of output, each numbered
 * @param pace nanoseconds from one chunk to the next, and from the last to the end
 * @param outcome of each attempt that is left alone
 * @param attempts how often it is tried if it fails or is lost
 */
record Work(boolean detached, int chunks, long pace, Outcome outcome, int attempts) {

  /** Whether another attempt follows. */
  boolean triedAgain(int attempt, EventKind how) {
    return attempt < attempts && (how == EventKind.FAILED || how == EventKind.LOST);
  }
}
