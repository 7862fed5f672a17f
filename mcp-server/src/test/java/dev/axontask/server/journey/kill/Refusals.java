package dev.axontask.server.journey.kill;

import dev.axontask.server.journey.Rest;

/** Which answers a client takes for "later", and which are wrong. */
final class Refusals {
  private Refusals() {}

  /** The server said that it cannot do it now. */
  static final class UnavailableException extends Exception {
    UnavailableException(String message) {
      super(message);
    }
  }

  /** The server said something that it never should. */
  static final class WrongException extends RuntimeException {
    WrongException(String message) {
      super(message);
    }
  }

  /** Passes success on. */
  static void check(Rest.Reply reply) throws UnavailableException {
    check(reply.status(), reply.body());
  }

  static void check(int status, String body) throws UnavailableException {
    if (status == 503) {
      throw new UnavailableException(body);
    }
    if (status < 200 || status > 299) {
      throw new WrongException("status " + status + ": " + body);
    }
  }
}
