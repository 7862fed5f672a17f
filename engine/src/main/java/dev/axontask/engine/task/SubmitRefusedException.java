package dev.axontask.engine.task;

/** A submit was not even tried: too many wait, or the process is stopping. Nothing was stored. */
public final class SubmitRefusedException extends RuntimeException {
  SubmitRefusedException(String message) {
    super(message);
  }
}
