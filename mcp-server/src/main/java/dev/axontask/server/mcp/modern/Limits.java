package dev.axontask.server.mcp.modern;

import java.time.Duration;

/** How much of anything there is, and why. */
final class Limits {
  /**
   * Resources and tasks in one subscription. Each is a watch and one pending note at most; a host
   * that follows more opens a second subscription.
   */
  static final int WATCHED = 100;

  /**
   * Subscriptions of one server. Each is a connection and a virtual thread of a few kilobytes; the
   * door takes 50,000 requests at a time, and calls need the rest.
   */
  static final int LISTENS = 10_000;

  /** For a person to answer a question; short, because a state can be used twice in that time. */
  static final Duration ROUND = Duration.ofMinutes(10);

  /** What of a client's text an error repeats. */
  static final int SHOWN = 64;

  private Limits() {}
}
