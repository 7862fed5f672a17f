package dev.axontask.adapter;

/** Why the engine ends an execution. */
public enum StopReason {
  /** Somebody canceled the task. */
  CANCEL,
  /** The attempt's time is over. */
  TIMEOUT,
  /** The attempt is no longer the task's current one. */
  SUPERSEDED
}
