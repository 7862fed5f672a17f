package dev.axontask.engine.retention;

import java.util.List;

/** The answer to a wish to destroy payloads. */
public sealed interface Erasure {

  /** There is no such task for this caller. */
  record NotFound() implements Erasure {}

  /** The task goes on: its log is not closed yet. */
  record NotFinished() implements Erasure {}

  /**
   * Done, and durable.
   *
   * @param seqs whose payloads were there and are destroyed, in order
   * @param cacheCleared whether Redis holds no copy; if not, it is gone within an hour
   */
  record Erased(List<Long> seqs, boolean cacheCleared) implements Erasure {}
}
