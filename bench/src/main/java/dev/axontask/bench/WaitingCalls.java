package dev.axontask.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Many {@code stream_task} calls that wait at once on one fresh server, half of them of each era:
 * its heap while they wait, and whether each is answered when the task ends.
 */
record WaitingCalls(int calls) implements Benchmark {
  /** A task that is silent until it is cancelled. */
  private static final String SILENT =
      "{\"adapter\":\"mock\",\"args\":{\"events\":[{\"wait_ms\":3600000}]}}";

  @Override
  public List<Figure> measure() throws Exception {
    try (Server server = Server.start();
        Wire control = server.connect()) {
      String task = Tasks.start(control, SILENT);
      Map<McpDoor, String> headers = new EnumMap<>(McpDoor.class);
      for (McpDoor door : McpDoor.values()) {
        headers.put(door, door.headers(control, "stream_task"));
      }
      String arguments = "{\"task_id\":\"%s\",\"wait_s\":50}".formatted(task);
      CountDownLatch sent = new CountDownLatch(calls);
      AtomicInteger answered = new AtomicInteger();
      AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        McpDoor door = i % 2 == 0 ? McpDoor.LEGACY : McpDoor.MODERN;
        String body = door.call(i + 1L, "stream_task", arguments);
        String head = String.valueOf(headers.get(door));
        callers.add(
            Thread.startVirtualThread(() -> {
              try (Wire wire = server.connect()) {
                wire.sendPost("/mcp", head, body);
                sent.countDown();
                if (wire.answer().expect(200).contains("\"done\":true")) {
                  answered.incrementAndGet();
                }
              } catch (IOException e) {
                sent.countDown();
                failure.compareAndSet(null, e);
              }
            }));
      }
      sent.await();
      double heap = server.liveHeapMiB();
      double resident = server.residentMiB();
      long begin = System.nanoTime();
      var _ = control.post("/api/tasks/" + task + "/cancel", "", "{}").expect(200);
      for (Thread caller : callers) {
        caller.join();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (answered.get() < calls) {
        throw new IOException(
            "%d of %d calls were answered to the end".formatted(answered.get(), calls),
            failure.get());
      }
      String name = "%,d waiting stream_task calls".formatted(calls);
      return List.of(
          Figure.of(name + ", live heap", "MiB", heap).aiming("under 400"),
          Figure.of(name + ", server's resident memory", "MiB", resident),
          Figure.of(name + ", task's end to the last answer", "ms", seconds * 1000));
    }
  }
}
