package dev.axontask.engine;

/**
 * The right to add to a task's log. Raised by each claim, so that the holder of an older one can
 * write nothing; compared in the {@code WHERE} of each statement, never before it.
 */
public record FencingToken(long value) {
  public FencingToken {
    if (value < 0) {
      throw new IllegalArgumentException("a fencing token is not negative: " + value);
    }
  }
}
