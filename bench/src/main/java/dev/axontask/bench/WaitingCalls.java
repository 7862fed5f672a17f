package dev.axontask.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many {@code stream_task} calls that wait at once on one fresh server, half of them of each era
 * and all of them opened at once: the server's heap while they wait, and whether each is answered
 * when the task ends. An answer that failed fails the benchmark.
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
      long begin = System.nanoTime();
      List<FutureTask<Boolean>> waiting = open(server, control, task);
      awaitCalls(control, waiting);
      double opened = millisSince(begin);
      double resident = server.residentMiB();
      double heap = server.liveHeapMiB();
      long end = System.nanoTime();
      var _ = control.post("/api/tasks/" + task + "/cancel", "", "{}").expect(200, 202);
      expectAll(waiting);
      String name = "%,d waiting stream_task calls".formatted(calls);
      return List.of(
          Figure.of(name + ", live heap", "MiB", heap).aiming("under 400"),
          Figure.of(name + ", server's resident memory", "MiB", resident),
          Figure.of(name + ", until all were open", "ms", opened),
          Figure.of(name + ", task's end to the last answer", "ms", millisSince(end)));
    }
  }

  private List<FutureTask<Boolean>> open(Server server, Wire control, String task)
      throws IOException {
    Map<McpDoor, String> headers = new EnumMap<>(McpDoor.class);
    for (McpDoor door : McpDoor.values()) {
      headers.put(door, door.headers(control, "stream_task"));
    }
    String arguments = "{\"task_id\":\"%s\",\"wait_s\":50}".formatted(task);
    List<FutureTask<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      McpDoor door = i % 2 == 0 ? McpDoor.LEGACY : McpDoor.MODERN;
      String head = String.valueOf(headers.get(door));
      String body = door.call(i + 1L, "stream_task", arguments);
      FutureTask<Boolean> call = new FutureTask<>(() -> isAnswered(server, head, body));
      waiting.add(call);
      var _ = Thread.startVirtualThread(call);
    }
    return waiting;
  }

  /** Sends one call; whether its answer says that the task has ended. */
  private static boolean isAnswered(Server server, String head, String body) throws IOException {
    try (Wire wire = server.connect()) {
      return wire.post("/mcp", head, body).expect(200).contains("\"done\":true");
    }
  }

  /** Until the server says that it follows the task for all of them. */
  private void awaitCalls(Wire control, List<FutureTask<Boolean>> waiting) throws Exception {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(45); ; ) {
      if (Tasks.readers(control) >= calls) {
        return;
      }
      for (FutureTask<Boolean> call : waiting) {
        if (call.isDone()) {
          throw new IOException("a call ended before its task: done = " + call.get());
        }
      }
      if (System.nanoTime() > end) {
        throw new IOException("the calls were not all open within 45 s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static void expectAll(List<FutureTask<Boolean>> waiting) throws Exception {
    for (FutureTask<Boolean> call : waiting) {
      if (!call.get()) {
        throw new IOException("a call was answered before its task had ended");
      }
    }
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }
}
