package dev.axontask.server.mcp.legacy.stream;

/**
 * Something said on a stream. Each is itself only: two with the same content are two.
 *
 * @param position from 1 on
 * @param json a message
 */
record Event(EventLog log, long position, byte[] json) {
  /** What an event costs beside its text, with the stream that most events are the only one of. */
  private static final int OVERHEAD = 600;

  long size() {
    return (long) json.length + OVERHEAD;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
