package dev.axontask.engine.schedule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What firing counts (docs: metrics). No label names a schedule. */
public final class FiringMeters {
  private static final List<String> OUTCOMES = List.of("started", "overlap", "missed", "failed");

  private final Map<String, Counter> decided;
  private final Timer late;

  public FiringMeters(MeterRegistry meters) {
    this.decided =
        OUTCOMES.stream()
            .collect(Collectors.toUnmodifiableMap(outcome -> outcome, o -> counter(meters, o)));
    this.late =
        Timer.builder("axontask.schedule.delay")
            .description("From a planned time to the start of its task, jitter included")
            .register(meters);
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("axontask.schedule.runs")
        .description("Planned times of schedules that were decided on here")
        .tag("outcome", outcome)
        .register(meters);
  }

  void decided(Fired fired) {
    Counter counter = decided.get(fired.outcome());
    if (counter != null) {
      counter.increment();
    }
    if (fired.task() != null) {
      late.record(fired.late());
    }
  }
}
