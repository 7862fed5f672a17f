package dev.axontask.engine.tail;

/** The answer to a wish to watch a task. */
public sealed interface Watching {

  /** There is no such task for this caller. */
  record NoSuchTask() implements Watching {}

  /** This process watches as many tasks as it can. */
  record TooMany() implements Watching {}

  /** The watch is the caller's to close. */
  record Opened(TaskWatch watch) implements Watching {}
}
