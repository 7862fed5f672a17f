package dev.axontask.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** From an adapter's emit to an SSE client, durable in between, at 1,000 events a second. */
record EmitLatency(Server server, int tasks, int perTask, int seconds) implements Benchmark {

  @Override
  public List<Figure> measure() throws Exception {
    Latencies latencies = new Latencies();
    AtomicLong seen = new AtomicLong();
    String task = Tasks.clock(perTask * seconds, perTask, 64);
    Callers.run(
        tasks,
        _ -> {
          try (Wire wire = server.connect()) {
            wire.openStream("/api/tasks/" + Tasks.start(wire, task) + "/stream");
            new ClockReader(latencies, seen).toTheEnd(wire);
          }
        });
    if (seen.get() != (long) tasks * perTask * seconds) {
      throw new IllegalStateException(seen + " events of " + tasks * perTask * seconds);
    }
    return latencies.figures(
        "emit to SSE client at %,d events/s".formatted(tasks * perTask), "under 50");
  }
}
