package dev.axontask.engine.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Input;
import dev.axontask.adapter.StopReason;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others want of an attempt's execution, passed on to it once there is one: that it ends, and
 * what it is sent. What an adapter does wrong here goes to the log and no further. Thread-safe.
 */
final class RunningWork {
  private static final Logger LOG = LoggerFactory.getLogger(RunningWork.class);

  private record Stop(StopReason reason, Duration grace) {}

  private final Claim claim;
  private final AttemptInputs inputs;

  @GuardedBy("this")
  private @Nullable Execution execution;

  @GuardedBy("this")
  private @Nullable Stop stop;

  @GuardedBy("this")
  private @Nullable String cancelReason;

  /** The number of the latest input that the execution took from this process. */
  private volatile long sent;

  RunningWork(Claim claim, AttemptInputs inputs) {
    this.claim = claim;
    this.inputs = inputs;
  }

  /** There is an execution now; what it was asked before goes to it. */
  void attach(Execution begun) {
    @Nullable Stop asked;
    synchronized (this) {
      execution = begun;
      asked = stop;
    }
    if (asked != null) {
      stop(begun, asked);
    }
  }

  /**
   * Asks the execution to end, now or as soon as there is one. A repeated wish is passed on if
   * shorter.
   */
  void stop(StopReason reason, Duration grace, @Nullable String why) {
    Stop asked = new Stop(reason, grace);
    @Nullable Execution running;
    synchronized (this) {
      if (stop != null && stop.grace().compareTo(grace) <= 0) {
        return;
      }
      stop = asked;
      if (reason == StopReason.CANCEL) {
        cancelReason = why;
      }
      running = execution;
    }
    if (running != null) {
      stop(running, asked);
    }
  }

  private void stop(Execution running, Stop asked) {
    try {
      running.stop(asked.reason(), asked.grace());
    } catch (RuntimeException | LinkageError bug) {
      LOG.error("adapter {} did not take the stop of {}", claim.adapter(), claim.id(), bug);
    }
  }

  synchronized boolean toBeCanceled() {
    return stop != null && stop.reason() == StopReason.CANCEL;
  }

  /** Why somebody cancels it, in their words. */
  synchronized @Nullable String cancelReason() {
    return cancelReason;
  }

  private synchronized @Nullable Execution execution() {
    return execution;
  }

  /**
   * Hands over an answer that is durable. Before there is an execution nothing happens, and the
   * next look finds the answer again.
   */
  void input(String key, Map<String, @Nullable Object> answer) {
    @Nullable Execution running = execution();
    if (running == null) {
      return;
    }
    try {
      running.input(key, answer);
      inputs.delivered(key);
    } catch (RuntimeException | LinkageError bug) {
      LOG.error(
          "adapter {} did not take an answer of {}; it is offered again",
          claim.adapter(),
          claim.id(),
          bug);
    }
  }

  /** The number of the latest input that was handed over here; 0 for none. */
  long sent() {
    return sent;
  }

  /**
   * Hands over an input that is durable.
   *
   * @return false if there is no execution yet, or it did not take it: then it is handed over again
   */
  boolean send(Input input) {
    @Nullable Execution running = execution();
    if (running == null) {
      return false;
    }
    try {
      running.send(input);
      sent = input.number();
      return true;
    } catch (RuntimeException | LinkageError bug) {
      LOG.error(
          "adapter {} did not take an input of {}; it is handed over again",
          claim.adapter(),
          claim.id(),
          bug);
      return false;
    }
  }

  /** Bytes of input that the work has read; 0 while nobody can tell. */
  long inputRead() {
    @Nullable Execution running = execution();
    try {
      return running == null ? 0 : running.inputRead();
    } catch (RuntimeException | LinkageError bug) {
      LOG.error("adapter {} cannot tell what {} has read", claim.adapter(), claim.id(), bug);
      return 0;
    }
  }

  /** Lets go of the execution, if there is one. */
  void close() {
    @Nullable Execution closing;
    synchronized (this) {
      closing = execution;
      execution = null;
    }
    if (closing != null) {
      try {
        closing.close();
      } catch (RuntimeException | LinkageError bug) {
        LOG.error("adapter {} did not close {}", claim.adapter(), claim.id(), bug);
      }
    }
  }
}
