package dev.axontask.engine.wait;

import dev.axontask.engine.task.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * Why a wait is over.
 *
 * @param match what of the output matched; null unless {@code reason} is {@link Reason#MATCHED}
 * @param silentSeconds how long nothing had been added to the log; null unless it was waited for
 *     and the task runs
 * @param nextSeq what is said here holds up to this position; the next wait begins there
 * @param hasMore whether patience was over before all of the log was looked at
 * @param state of the task
 * @param exitCode of a task whose end was seen; null if there is none
 */
public record WaitEnd(
    Reason reason,
    @Nullable Match match,
    @Nullable Long silentSeconds,
    long nextSeq,
    boolean hasMore,
    TaskState state,
    @Nullable Integer exitCode) {

  /** What came first. A match at the end of the task is a match. */
  public enum Reason {
    ENDED,
    MATCHED,
    SILENT,
    TIMEOUT;

    /** The word: {@code matched}. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Lines that matched.
   *
   * @param seq of the event with which the first of them was found
   * @param kind where it was: {@code stdout} or {@code stderr}
   * @param line the first of them; of a long line up to 300 characters around the match
   * @param count how many there were up to {@code seq}: an event can hold many lines
   */
  public record Match(long seq, String kind, String line, long count) {}
}
