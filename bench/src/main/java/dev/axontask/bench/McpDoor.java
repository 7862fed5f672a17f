package dev.axontask.bench;

import java.io.IOException;

/** How a client of each era sends a tool call: what has to happen before, headers, and the body. */
enum McpDoor {
  /** 2025-11-25, with a session. */
  LEGACY {
    @Override
    String headers(Wire wire, String tool) throws IOException {
      return ACCEPT + "Mcp-Session-Id: " + initialize(wire) + "\r\n";
    }

    @Override
    String call(long id, String tool, String arguments) {
      return request(id, tool, arguments, "");
    }
  },

  /** 2026-07-28, without. */
  MODERN {
    @Override
    String headers(Wire wire, String tool) {
      return ACCEPT
          + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: "
          + tool
          + "\r\n";
    }

    @Override
    String call(long id, String tool, String arguments) {
      return request(
          id,
          tool,
          arguments,
          ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
              + "\"io.modelcontextprotocol/clientCapabilities\":{}}");
    }
  };

  private static final String ACCEPT = "Accept: application/json, text/event-stream\r\n";

  /** Headers of calls of this tool, each ending with CR LF; can be used on many connections. */
  abstract String headers(Wire wire, String tool) throws IOException;

  /** The body of a call. */
  abstract String call(long id, String tool, String arguments);

  private static String request(long id, String tool, String arguments, String more) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":"
        + arguments
        + more
        + "}}";
  }

  private static String initialize(Wire wire) throws IOException {
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
