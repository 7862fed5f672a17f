package dev.axontask.adapter;

/** What ended an execution. */
public enum EndedBy {
  /** The work itself. */
  ITSELF,
  /** A request to cancel. */
  CANCEL,
  /** The attempt's time was over. */
  TIMEOUT,
  /** It wrote more than {@link Attempt#outputMax}. */
  OUTPUT_LIMIT,
  /** Nobody said {@link Adapter#hostIsAlive} for the host grace. */
  HOST_GRACE
}
