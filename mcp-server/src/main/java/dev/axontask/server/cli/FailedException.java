package dev.axontask.server.cli;

/** Ends a command with an exit code and a sentence that says what to do. */
final class FailedException extends RuntimeException {
  private final int exitCode;

  FailedException(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
