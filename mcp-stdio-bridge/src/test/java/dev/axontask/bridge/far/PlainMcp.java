package dev.axontask.bridge.far;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A well-behaved MCP server of revision 2025-11-25, except where a test replaces a part. */
public final class PlainMcp implements ScriptedServer.Script {
  private final AtomicInteger opened = new AtomicInteger();
  private final Set<String> sessions = ConcurrentHashMap.newKeySet();
  private final Map<String, ScriptedServer.Script> parts = new ConcurrentHashMap<>();
  private final CountDownLatch never = new CountDownLatch(1);

  /** Forgets all sessions, as a restart does. */
  public void forgetSessions() {
    sessions.clear();
  }

  /** Replaces what happens for a JSON-RPC method, a tool's name, or GET and DELETE. */
  public PlainMcp on(String what, ScriptedServer.Script part) {
    parts.put(what, part);
    return this;
  }

  /** How many sessions were opened. */
  public int opened() {
    return opened.get();
  }

  @Override
  public void answer(Call call) throws IOException, InterruptedException {
    String rpc = call.rpcMethod();
    if (!rpc.equals("initialize")
        && !call.method().equals("DELETE")
        && !sessions.contains(call.header("mcp-session-id"))) {
      call.status(404);
      return;
    }
    ScriptedServer.Script part = parts.get(call.method());
    if (part == null) {
      part = parts.get(rpc.equals("tools/call") ? call.tool() : rpc);
    }
    if (part != null) {
      part.answer(call);
    } else if (call.method().equals("GET")) {
      call.stream();
      never.await();
    } else {
      byDefault(call, rpc);
    }
  }

  private void byDefault(Call call, String rpc) throws IOException {
    switch (rpc) {
      case "initialize" -> initialize(call);
      case "tools/call" -> call.json(200, call.result("{\"tool\":\"" + call.tool() + "\"}"));
      default -> {
        if (call.id().isEmpty() || rpc.isEmpty()) {
          call.status(202);
        } else {
          call.json(200, call.result("{\"method\":\"" + rpc + "\"}"));
        }
      }
    }
  }

  /** Opens a session. */
  public void initialize(Call call) throws IOException {
    String id = "session-" + opened.incrementAndGet();
    sessions.add(id);
    call.json(
        200,
        call.result(
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                + "\"serverInfo\":{\"name\":\"plain\",\"version\":\"1\"}}"),
        "Mcp-Session-Id: " + id);
  }
}
