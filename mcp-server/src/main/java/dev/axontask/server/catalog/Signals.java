package dev.axontask.server.catalog;

import java.util.Locale;

/** What a request in progress says to its client and hears from it. Thread-safe. */
public interface Signals {

  /** The severities of RFC 5424 that the protocol uses. */
  enum Level {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Tells how far it is; does nothing if the client did not ask.
   *
   * @param progress rises from call to call
   * @param total the end of {@code progress}; 0 if it is not known
   */
  void progress(double progress, double total, String message);

  /**
   * Writes to the client's log; does nothing below the level that it asked for.
   *
   * @param data any JSON value
   */
  void log(Level level, Object data);

  /**
   * Ends the connection but not the request, where the revision can do that: the client comes back
   * for the rest.
   */
  void hangUp();

  /** Whether to stop waiting and answer with what there is: cancelled, cut, or server stopping. */
  boolean stopping();

  /** Runs this once when {@link #stopping} becomes true; at once if it is. */
  void onStop(Runnable action);
}
