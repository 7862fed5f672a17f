package dev.axontask.server.journey;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads a task with {@code stream_task}, call by call, and keeps what came. For one thread. */
public final class StreamCursor {
  private final String task;
  private final StringBuilder stdout = new StringBuilder();
  private long nextSeq;
  private int calls;
  private boolean done;
  private String state = "";

  public StreamCursor(String task) {
    this.task = task;
  }

  /** One call from the cursor on. */
  public void read(Mcp mcp, int waitSeconds) throws IOException, InterruptedException {
    Mcp.ToolResult result =
        mcp.call(
            "stream_task", Map.of("task_id", task, "since_seq", nextSeq, "wait_s", waitSeconds));
    if (result.isError()) {
      throw new AssertionError("stream_task: " + result.text());
    }
    JsonNode answer = result.structured();
    for (JsonNode event : answer.required("events")) {
      take(event);
    }
    long next = answer.required("next_seq").asLong();
    if (next != nextSeq) {
      throw new AssertionError("next_seq " + next + " after event " + nextSeq);
    }
    calls++;
    done = answer.required("done").asBoolean();
    state = answer.required("state").asString();
  }

  private void take(JsonNode event) {
    long seq = event.required("seq").asLong();
    if (seq != nextSeq + 1) {
      throw new AssertionError("event " + seq + " came after " + nextSeq);
    }
    nextSeq = seq;
    if (event.required("kind").asString().equals("stdout")) {
      stdout.append(event.required("payload").required("text").asString());
    }
  }

  public String stdout() {
    return stdout.toString();
  }

  public long nextSeq() {
    return nextSeq;
  }

  public int calls() {
    return calls;
  }

  public boolean done() {
    return done;
  }

  public String state() {
    return state;
  }
}
