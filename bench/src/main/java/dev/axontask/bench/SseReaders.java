package dev.axontask.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Memory of a server with many SSE readers, each of them served. The server is a fresh one: what a
 * heap has grown to by earlier work says nothing of readers.
 */
record SseReaders(int readers, int tasks) implements Benchmark {
  private static final int LINES = 1000;

  @Override
  public List<Figure> measure() throws Exception {
    try (Server server = Server.start()) {
      return measure(server);
    }
  }

  private List<Figure> measure(Server server) throws Exception {
    List<String> ids = new ArrayList<>();
    List<Wire> wires = new ArrayList<>();
    try (Wire control = server.connect()) {
      double heapBefore = server.liveHeapMiB();
      for (int i = 0; i < tasks; i++) {
        ids.add(Tasks.start(control, Tasks.clock(LINES, 1, 64)));
      }
      try {
        return withReaders(server, ids, wires, heapBefore);
      } finally {
        for (String id : ids) {
          var _ = control.post("/api/tasks/" + id + "/cancel", "", "{}");
        }
        for (Wire wire : wires) {
          wire.close();
        }
      }
    }
  }

  private List<Figure> withReaders(
      Server server, List<String> ids, List<Wire> wires, double heapBefore)
      throws IOException, InterruptedException {
    Latencies attach = new Latencies();
    Latencies emit = new Latencies();
    AtomicLong seen = new AtomicLong();
    for (int i = 0; i < readers; i++) {
      long begin = System.nanoTime();
      Wire wire = server.connect();
      wires.add(wire);
      wire.openStream("/api/tasks/" + ids.get(i % ids.size()) + "/stream");
      attach.add(System.nanoTime() - begin);
      var _ = Thread.startVirtualThread(() -> follow(new ClockReader(emit, seen), wire));
    }
    awaitEvents(seen, seen.get() + 5L * readers);
    double resident = server.residentMiB();
    double heap = server.liveHeapMiB();
    String name = "%,d SSE readers".formatted(readers);
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.of(name + ", server's resident memory", "MiB", resident).aiming("under 300"));
    figures.add(Figure.of(name + ", live heap", "MiB", heap));
    figures.add(Figure.of(name + ", heap each", "KiB", (heap - heapBefore) * 1024 / readers));
    figures.addAll(attach.figures(name + ", attach", ""));
    return figures;
  }

  private static void follow(ClockReader reader, Wire wire) {
    try {
      reader.toTheEnd(wire);
    } catch (IOException _) {
      // Closed: the measurement is over.
    }
  }

  private static void awaitEvents(AtomicLong seen, long count) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (seen.get() < count) {
      if (System.nanoTime() > end) {
        throw new IOException(seen + " events of " + count + " reached the readers");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }
}
