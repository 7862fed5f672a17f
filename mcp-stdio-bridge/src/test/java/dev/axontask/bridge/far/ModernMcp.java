package dev.axontask.bridge.far;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A well-behaved MCP server of revision 2026-07-28, except where a test replaces a part. */
public final class ModernMcp implements ScriptedServer.Script {
  /** The {@code _meta} of every request of that revision. */
  public static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

  private final Map<String, ScriptedServer.Script> parts = new ConcurrentHashMap<>();

  /** Replaces what happens for a JSON-RPC method, or a tool's name. */
  public ModernMcp on(String what, ScriptedServer.Script part) {
    parts.put(what, part);
    return this;
  }

  @Override
  public void answer(Call call) throws IOException, InterruptedException {
    String rpc = call.rpcMethod();
    ScriptedServer.Script part = parts.get(rpc.equals("tools/call") ? call.tool() : rpc);
    if (!call.method().equals("POST")) {
      call.status(405);
    } else if (part != null) {
      part.answer(call);
    } else {
      call.json(200, call.result("{\"resultType\":\"complete\",\"method\":\"" + rpc + "\"}"));
    }
  }

  /** A request of that revision; {@code params} without braces, empty for none. */
  public static String request(String id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":{"
        + params
        + (params.isEmpty() ? "" : ",")
        + META
        + "}}";
  }

  /** A call of a tool. */
  public static String call(int id, String tool, String arguments) {
    return request(
        String.valueOf(id), "tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments);
  }

  /** The client's word that it does not want an answer any more. */
  public static String cancelled(int id) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
        + id
        + "}}";
  }
}
