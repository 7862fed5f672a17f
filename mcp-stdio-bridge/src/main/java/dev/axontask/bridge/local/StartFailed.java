package dev.axontask.bridge.local;

/** The local server did not come up; the message says what is known and where to look. */
public final class StartFailed extends Exception {
  private static final long serialVersionUID = 1L;

  StartFailed(String message) {
    super(message);
  }

  StartFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
