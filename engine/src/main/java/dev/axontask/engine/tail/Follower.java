package dev.axontask.engine.tail;

/** Somebody who reads a watched task. */
interface Follower extends AutoCloseable {
  /** The highest sequence that was given. */
  long cursor();

  /** There may be something new. */
  void wake();

  @Override
  void close();
}
