package dev.axontask.bridge.http;

import java.io.IOException;

/** The server cannot have carried out the request: it never received the whole of it. */
public final class NotSent extends IOException {
  private static final long serialVersionUID = 1L;

  /** What kept the request back. */
  public enum Reason {
    /** The connection was refused, as it is where no process listens on the port. */
    NOBODY_LISTENS,
    /** The certificate is not trusted, or belongs to another name: trying again does not help. */
    UNTRUSTED,
    /** Anything that may pass. */
    OTHER
  }

  private final Reason reason;

  NotSent(String message, IOException cause, Reason reason) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
