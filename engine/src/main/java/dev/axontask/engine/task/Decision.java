package dev.axontask.engine.task;

import dev.axontask.adapter.AdapterError;

/** What follows from a {@link Command} in a {@link TaskStatus}. */
public sealed interface Decision {

  /** Nothing: it has ended, or the command does not apply. */
  record Nothing() implements Decision {}

  /** It never started and never will. */
  record CancelNow() implements Decision {}

  /** A clock ends it while it waits. */
  record TimeOutNow(TaskClock clock, AdapterError error) implements Decision {}

  /** Whoever runs it is asked to stop it, and its own end tells how it went. */
  record AskToStop() implements Decision {}

  /** Its host may come back and take it up again. */
  record WaitForHost() implements Decision {}

  /** How its attempt went cannot be learnt; whether it is tried again is for the task's policy. */
  record EndAsLost(AdapterError error) implements Decision {}
}
