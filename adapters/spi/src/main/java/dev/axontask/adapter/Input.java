package dev.axontask.adapter;

/**
 * Something that somebody sends to running work. It is durable before the work gets it, and may
 * come again after a restart: two of the same number are the same.
 */
public sealed interface Input {

  /** Rises from one input of an attempt to the next, with gaps. */
  long number();

  /**
   * Bytes for the work's standard input.
   *
   * @param offset how many bytes of such inputs come before these: they have one place in the
   *     stream, however often they are handed over
   * @param bytes not changed after the call; may be empty if {@code last}
   * @param last whether the end of file follows
   */
  record Bytes(long number, long offset, byte[] bytes, boolean last) implements Input {}

  /** A signal. */
  record Signal(long number, Name name) implements Input {}

  /** The signals that can be sent. Those that only end or stop work are the engine's business. */
  enum Name {
    HUP,
    INT,
    QUIT,
    TERM,
    USR1,
    USR2,
    WINCH
  }
}
