package dev.axontask.adapter;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /**
   * Hands over the answer to a question that the execution, in this process or an earlier one,
   * reported as {@link Report.InputRequired}. The answer is durable by then, and comes at least
   * once: a key that was answered before is ignored, and so is one that was never asked. Called
   * from any thread, at any time once the execution is there; must not block.
   *
   * @param answer the result of the request, as JSON: for {@code elicitation/create} an {@code
   *     ElicitResult}, whose {@code action} may be {@code decline} or {@code cancel}
   */
  default void input(String key, Map<String, @Nullable Object> answer) {}

  /**
   * Hands over what was sent to the work; only of adapters that say that they take it. Inputs come
   * in the order of their numbers, but after a restart those that were not {@linkplain #inputRead
   * read} come once more: the work still gets each at most once. Called by one thread at a time,
   * once the execution is there; must not block, however little the work reads.
   *
   * @throws RuntimeException if it could not be taken; it is handed over again later
   */
  default void send(Input input) {}

  /**
   * How many bytes of {@link Input.Bytes}, from the first on, the work has read; must not block.
   */
  default long inputRead() {
    return 0;
  }

  /** Stops following. A detached execution goes on; any other is killed. */
  @Override
  void close();
}
