package dev.axontask.adapter;

/** The attempt is no longer this process's to report: its lease went to somebody else. */
public final class SinkClosedException extends Exception {
  public SinkClosedException(String message) {
    super(message);
  }
}
