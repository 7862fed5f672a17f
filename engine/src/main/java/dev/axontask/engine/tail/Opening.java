package dev.axontask.engine.tail;

/** The answer to a wish to read a task's log. */
public sealed interface Opening {

  /** There is no such task for this caller. */
  record NoSuchTask() implements Opening {}

  /**
   * The wanted position does not exist yet.
   *
   * @param lastSeq the highest that does
   */
  record CursorBeyondEnd(long lastSeq) implements Opening {}

  /** The stream is the caller's to close. */
  record Opened(EventStream stream) implements Opening {}
}
