package dev.axontask.engine.simulation;

/** The process is gone, in the middle of what it did. */
final class Crash extends Error {
  private static final long serialVersionUID = 1;

  Crash() {
    super("crash", null, false, false);
  }
}
