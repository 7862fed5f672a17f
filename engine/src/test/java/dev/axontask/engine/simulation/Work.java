package dev.axontask.engine.simulation;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.task.RetryPolicy;

/**
 * What a task does.
 *
 * @param detached whether it goes on without the process that started it
 * @param chunks of output, each numbered
 * @param pace nanoseconds from one chunk to the next, and from the last to the end
 * @param failure how the first attempts end, if they are left alone
 * @param failing how many attempts end so; those after them succeed
 * @param policy how often it is tried, and after what
 */
record Work(
    boolean detached, int chunks, long pace, Outcome failure, int failing, RetryPolicy policy) {
  private static final Outcome SUCCESS = new Outcome.Exited(0, EndedBy.ITSELF);

  /** How an attempt ends that is left alone. */
  Outcome outcome(int attempt) {
    return attempt <= failing ? failure : SUCCESS;
  }
}
