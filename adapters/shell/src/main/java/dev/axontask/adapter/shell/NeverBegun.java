package dev.axontask.adapter.shell;

import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.StopReason;
import java.time.Duration;

/** An attempt whose supervisor never began and, since it was ruled out, never will. */
record NeverBegun() implements Execution {

  @Override
  public Outcome follow(Sink sink) {
    return new Outcome.NeverStarted();
  }

  @Override
  public void stop(StopReason reason, Duration grace) {}

  @Override
  public void close() {}
}
