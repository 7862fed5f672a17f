package dev.axontask.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How long one caller waits for {@code POST /api/tasks} and for the tool {@code start_task}. */
record StartLatency(Server server, int calls) implements Benchmark {
  @Override
  public List<Figure> measure() throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (Wire wire = server.connect()) {
      figures.addAll(rest(wire).figures("start a task over REST", ""));
      figures.addAll(mcp(wire).figures("start_task over MCP", ""));
    }
    return figures;
  }

  private Latencies rest(Wire wire) throws IOException {
    Latencies latencies = new Latencies();
    for (int i = 0; i < calls; i++) {
      long begin = System.nanoTime();
      var _ = wire.post("/api/tasks", "", Tasks.NOTHING).expect(201);
      latencies.add(System.nanoTime() - begin);
    }
    return latencies;
  }

  private Latencies mcp(Wire wire) throws IOException {
    String headers = McpDoor.LEGACY.headers(wire, "start_task");
    Latencies latencies = new Latencies();
    for (int i = 0; i < calls; i++) {
      long begin = System.nanoTime();
      String answer =
          wire.post("/mcp", headers, McpDoor.LEGACY.call(i, "start_task", Tasks.NOTHING))
              .expect(200);
      latencies.add(System.nanoTime() - begin);
      if (!answer.contains("task_id")) {
        throw new IOException(answer);
      }
    }
    return latencies;
  }
}
