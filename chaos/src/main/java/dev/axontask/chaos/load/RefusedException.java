package dev.axontask.chaos.load;

/** The server answered, and said no: busy, or broken. */
final class RefusedException extends Exception {
  private static final int SHOWN = 400;

  private final String reason;

  /**
   * @param status of HTTP, or 0 for an error inside a good answer
   */
  RefusedException(int status, String body) {
    super("status " + status + ": " + shortened(body));
    this.reason = status == 503 || status == 429 ? "status " + status : "" + getMessage();
  }

  /** Without ids where nothing is wrong with it: busy. */
  String reason() {
    return reason;
  }

  private static String shortened(String body) {
    return body.length() <= SHOWN ? body : body.substring(0, SHOWN);
  }
}
