package dev.axontask.server.mcp.legacy;

import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;

/** The revisions of the protocol with sessions. */
final class Revisions {
  static final List<String> ALL =
      List.of(
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_11_25);

  static final String NEWEST = ProtocolVersions.MCP_2025_11_25;

  /** From here on clients know events without data, and come back when a connection is closed. */
  static final String PRIMED_FROM = ProtocolVersions.MCP_2025_11_25;

  private Revisions() {}

  /** The one that is spoken with a client that wants this one (basic/lifecycle). */
  static String agreed(String wanted) {
    return ALL.contains(wanted) ? wanted : NEWEST;
  }
}
