package dev.axontask.engine.simulation;

/** The store did not answer. */
final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Whether the transaction may have been committed. */
  final boolean outcomeUnknown;

  Unavailable(boolean outcomeUnknown) {
    super("the store did not answer", null, false, false);
    this.outcomeUnknown = outcomeUnknown;
  }
}
