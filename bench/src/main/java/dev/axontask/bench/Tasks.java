package dev.axontask.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tasks that benchmarks start over HTTP, as JSON, and what becomes of them. */
final class Tasks {
  /** A task of the mock adapter that succeeds at once. */
  static final String NOTHING = "{\"adapter\":\"mock\",\"args\":{}}";

  private static final Pattern ID = Pattern.compile("\"task_id\"\\s*:\\s*\"([0-9a-f-]{36})\"");

  private Tasks() {}

  static String clock(int lines, int perSecond, int bytes) {
    String pace = perSecond == 0 ? "" : ",\"per_second\":" + perSecond;
    return "{\"adapter\":\"clock\",\"args\":{\"lines\":%d%s,\"bytes\":%d}}"
        .formatted(lines, pace, bytes);
  }

  /** Starts one and returns its id. */
  static String start(Wire wire, String task) throws IOException {
    String answer = wire.post("/api/tasks", "", task).expect(201);
    Matcher id = ID.matcher(answer);
    if (!id.find()) {
      throw new IOException("no task_id in " + answer);
    }
    return id.group(1);
  }

  /** How many readers of events the server has. */
  static long readers(Wire wire) throws IOException {
    String lines = wire.get("/metrics").expect(200);
    for (String line : lines.split("\n", -1)) {
      if (line.startsWith("axontask_event_readers ")) {
        return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    throw new IOException("the server does not say how many readers it has");
  }

  /** How many tasks of an adapter have succeeded in the server's life. */
  static long succeeded(Wire wire, String adapter) throws IOException {
    String lines = wire.get("/metrics").expect(200);
    double sum = 0;
    for (String line : lines.split("\n", -1)) {
      if (line.startsWith("axontask_tasks_processed_total{")
          && line.contains("adapter=\"" + adapter + "\"")
          && line.contains("state=\"succeeded\"")) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return (long) sum;
  }

  /** Returns when so many have succeeded. */
  static void awaitSucceeded(Wire wire, String adapter, long count) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (succeeded(wire, adapter) < count) {
      if (System.nanoTime() > end) {
        throw new IOException(
            succeeded(wire, adapter) + " of " + count + " tasks succeeded within 120 s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
