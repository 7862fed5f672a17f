package dev.axontask.engine.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What a worker counts (docs: metrics). Labels are adapters and states, never tasks. */
final class WorkerMetrics {
  private final MeterRegistry meters;
  private final Timer duration;
  private final Timer queueWait;
  private final Counter heartbeats;

  WorkerMetrics(MeterRegistry meters) {
    this.meters = meters;
    this.duration =
        Timer.builder("axontask.task.duration")
            .description("From an attempt's start in this process to its end")
            .register(meters);
    this.queueWait =
        Timer.builder("axontask.queue.wait")
            .description("From the time at which a task was due to its claim")
            .register(meters);
    this.heartbeats =
        Counter.builder("axontask.heartbeats.sent")
            .description("Renewals of this worker's lease")
            .register(meters);
  }

  void claimed(Claim claim) {
    if (!claim.adopted()) {
      queueWait.record(claim.waited());
    }
  }

  void ended(Claim claim, AttemptEnd end, Duration ran) {
    duration.record(ran);
    Counter.builder("axontask.tasks.processed")
        .description("Attempts that ended in this process")
        .tag("adapter", claim.adapter())
        .tag("state", end.kind().word())
        .register(meters)
        .increment();
  }

  void heartbeat() {
    heartbeats.increment();
  }
}
