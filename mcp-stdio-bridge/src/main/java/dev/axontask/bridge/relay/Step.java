package dev.axontask.bridge.relay;

import java.time.Duration;

/** How one try to get a request answered ended. */
sealed interface Step {

  /** The answer is on its way to the client, or the client does not want it any more. */
  record Answered() implements Step {}

  /**
   * Not carried out, or to be resumed: trying again is safe.
   *
   * @param atLeast the pause that the server asked for
   * @param nobodyListens whether the server does not run
   */
  record Again(String why, Duration atLeast, boolean nobodyListens) implements Step {}

  /** The server does not know the session; the request was not carried out. */
  record SessionGone(SessionState session, String why) implements Step {}

  /** It was received, and whether it was carried out is unknown. */
  record Uncertain(String why) implements Step {}

  /** To be answered with this line: an error of the server's or of our own. */
  record Failed(byte[] answer) implements Step {}
}
