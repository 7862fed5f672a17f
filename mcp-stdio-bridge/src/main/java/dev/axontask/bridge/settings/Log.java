package dev.axontask.bridge.settings;

import java.io.PrintStream;

/** Lines for a person on stderr, which hosts keep in the server's log file. Thread-safe. */
public final class Log {
  private final PrintStream out;

  public Log(PrintStream out) {
    this.out = out;
  }

  /** One line; what happened, and what happens next. */
  public void say(String line) {
    out.println("axontask bridge: " + line);
  }
}
