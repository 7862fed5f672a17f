package dev.axontask.adapter.contract;

import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Sink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Follows an execution on a thread of its own, as the engine does. */
public final class Follower {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final Thread thread;

  private Follower(Execution execution, Sink sink) {
    this.thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                outcome.complete(execution.follow(sink));
              } catch (Throwable failure) {
                outcome.completeExceptionally(failure);
              }
            });
  }

  public static Follower of(Execution execution, Sink sink) {
    return new Follower(execution, sink);
  }

  /** The end, which has to come within a generous time. */
  public Outcome outcome() throws InterruptedException {
    try {
      return outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new AssertionError("follow failed", failure.getCause());
    } catch (TimeoutException late) {
      throw new AssertionError("follow did not return within " + PATIENCE, late);
    }
  }

  /** What follow threw. */
  public Throwable failure() throws InterruptedException {
    try {
      throw new AssertionError(
          "follow returned " + outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException failure) {
      return java.util.Objects.requireNonNull(failure.getCause());
    } catch (TimeoutException late) {
      throw new AssertionError("follow did not return within " + PATIENCE, late);
    }
  }

  /** Stops following. */
  public void interrupt() {
    thread.interrupt();
  }
}
