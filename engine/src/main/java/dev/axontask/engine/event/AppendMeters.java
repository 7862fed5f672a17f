package dev.axontask.engine.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** What the appender counts. */
final class AppendMeters {
  private final Timer groups;
  private final Counter events;
  private final Counter bytes;
  private final Counter retries;

  AppendMeters(MeterRegistry meters, Budget budget) {
    groups =
        Timer.builder("axontask.event.append")
            .description("The time that a group of events takes to become durable")
            .publishPercentileHistogram()
            .register(meters);
    events =
        Counter.builder("axontask.events.appended")
            .description("Events made durable")
            .register(meters);
    bytes =
        Counter.builder("axontask.events.appended.bytes")
            .description("Bytes of output made durable")
            .register(meters);
    retries =
        Counter.builder("axontask.event.append.retries")
            .description("Groups of events that were written again after a failure")
            .register(meters);
    Gauge.builder("axontask.events.accepted.bytes", budget, Budget::taken)
        .description("Bytes accepted and not yet durable")
        .register(meters);
  }

  void committed(Collection<Part> parts, long nanos) {
    groups.record(nanos, TimeUnit.NANOSECONDS);
    events.increment(parts.stream().mapToInt(part -> part.events().size()).sum());
    bytes.increment((double) parts.stream().mapToLong(Part::outputBytes).sum());
  }

  void retried() {
    retries.increment();
  }
}
