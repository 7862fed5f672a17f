package dev.axontask.bench;

import java.util.List;

/** Start to succeeded over {@code POST /api/tasks}, callers that keep their connection. */
record TasksOverHttp(Server server, int callers, int tasks) implements Benchmark {

  @Override
  public List<Figure> measure() throws Exception {
    try (Wire counting = server.connect()) {
      long before = Tasks.succeeded(counting, "mock");
      long begin = System.nanoTime();
      Callers.run(callers, _ -> startShare());
      long started = System.nanoTime();
      Tasks.awaitSucceeded(counting, "mock", before + (tasks / callers) * (long) callers);
      long ended = System.nanoTime();
      return List.of(
          Figure.of("tasks started over HTTP", "1/s", rate(begin, started)),
          Figure.of("tasks start to succeeded over HTTP", "1/s", rate(begin, ended))
              .aiming("1,500 or more"));
    }
  }

  private void startShare() throws Exception {
    try (Wire wire = server.connect()) {
      for (int i = 0; i < tasks / callers; i++) {
        var _ = wire.post("/api/tasks", "", Tasks.NOTHING).expect(201);
      }
    }
  }

  private double rate(long begin, long end) {
    return (tasks / callers) * callers / ((end - begin) / 1e9);
  }
}
