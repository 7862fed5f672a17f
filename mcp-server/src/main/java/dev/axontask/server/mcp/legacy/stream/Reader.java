package dev.axontask.server.mcp.legacy.stream;

/** One connection's place at a stream. */
public final class Reader {
  /** Guarded by the lock of its stream: the position after which it is to leave. */
  long leavesAfter = Long.MAX_VALUE;
}
