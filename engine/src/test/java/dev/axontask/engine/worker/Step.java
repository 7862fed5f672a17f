package dev.axontask.engine.worker;

/** A durable step of a task's life, as its caller takes it, up to the moment before it. */
interface Step {
  /** A part of a statement that is in its transaction. */
  String statement();

  /** Takes the step; comes again where its caller would. */
  void run() throws Exception;

  /** Somebody else does what makes this step stale, just before it. */
  void outdate();

  /** What has to be there after the step was taken, once or more often. */
  void check() throws Exception;

  /** What has to be there after a stale try. */
  void checkStale() throws Exception;
}
