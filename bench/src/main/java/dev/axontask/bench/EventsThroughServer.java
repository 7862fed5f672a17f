package dev.axontask.bench;

import java.util.List;

/** Events a second from adapters that emit as fast as they may, to the end of their tasks. */
record EventsThroughServer(Server server, int tasks, int events) implements Benchmark {

  @Override
  public List<Figure> measure() throws Exception {
    try (Wire wire = server.connect()) {
      long before = Tasks.succeeded(wire, "clock");
      long begin = System.nanoTime();
      for (int i = 0; i < tasks; i++) {
        var _ = Tasks.start(wire, Tasks.clock(events, 0, 128));
      }
      Tasks.awaitSucceeded(wire, "clock", before + tasks);
      double seconds = (System.nanoTime() - begin) / 1e9;
      return List.of(
          Figure.of(
                  "events through the server, %d tasks, 128 bytes".formatted(tasks),
                  "1/s",
                  (double) tasks * events / seconds)
              .aiming("40,000 or more"));
    }
  }
}
