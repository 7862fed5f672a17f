package dev.axontask.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How long one caller waits for {@code POST /api/tasks} and for the tool {@code start_task}. */
record StartLatency(Server server, int calls) implements Benchmark {
  private static final String ACCEPT = "Accept: application/json, text/event-stream\r\n";

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
    String session = ACCEPT + "Mcp-Session-Id: " + open(wire) + "\r\n";
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"start_task\",\"arguments\":"
            + Tasks.NOTHING
            + "}}";
    Latencies latencies = new Latencies();
    for (int i = 0; i < calls; i++) {
      long begin = System.nanoTime();
      String answer = wire.post("/mcp", session, call.formatted(i)).expect(200);
      latencies.add(System.nanoTime() - begin);
      if (!answer.contains("task_id")) {
        throw new IOException(answer);
      }
    }
    return latencies;
  }

  private static String open(Wire wire) throws IOException {
    Wire.Answer answer =
        wire.post(
            "/mcp",
            ACCEPT,
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                + "\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}");
    var _ = answer.expect(200);
    String session = answer.header("Mcp-Session-Id");
    var _ =
        wire.post(
                "/mcp",
                ACCEPT + "Mcp-Session-Id: " + session + "\r\n",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
            .expect(200, 202);
    return session;
  }
}
