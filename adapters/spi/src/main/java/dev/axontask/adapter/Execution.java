package dev.axontask.adapter;

import java.time.Duration;

/** A running or ended piece of work that this process follows. */
public interface Execution extends AutoCloseable {

  /**
   * Reports everything after the point where the execution was started or re-attached, until it has
   * ended and all of it is reported. Blocks; called once, on a thread of its own.
   *
   * @return how it ended; {@link Outcome.Unknown} rather than a guess
   * @throws SinkClosedException if the attempt is no longer ours to report; the execution is left
   *     alone
   * @throws InterruptedException if this process stops following; a detached execution goes on
   */
  Outcome follow(Sink sink) throws SinkClosedException, InterruptedException;

  /**
   * Asks the execution to end, and kills it after the grace. Returns at once; {@link #follow}
   * returns the end. Asking again is no error, and a shorter grace takes effect.
   */
  void stop(StopReason reason, Duration grace);

  /** Stops following. A detached execution goes on; any other is killed. */
  @Override
  void close();
}
