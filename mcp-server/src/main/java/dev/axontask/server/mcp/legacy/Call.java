package dev.axontask.server.mcp.legacy;

import dev.axontask.server.mcp.legacy.LiveSession.InFlight;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionStream;

/**
 * What a handler knows of the request that it serves.
 *
 * @param stream speaks to the client on the stream of this request
 */
record Call(LiveSession session, InFlight inFlight, McpStreamableServerSessionStream stream) {
  /** Under this name it travels through the SDK. */
  static final String KEY = "axontask.call";
}
