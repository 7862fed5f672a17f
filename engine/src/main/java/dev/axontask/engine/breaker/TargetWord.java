package dev.axontask.engine.breaker;

/** What the end of an attempt says about its target. */
public enum TargetWord {
  /** The adapter calls the failure transient. */
  FAILED,
  /** The work was started, and nothing about the target ended it. */
  WORKED,
  /** Nothing: it was never started, its worker is gone, or the engine ended it. */
  NOTHING
}
