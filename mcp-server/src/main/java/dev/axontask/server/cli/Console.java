package dev.axontask.server.cli;

import dev.axontask.server.http.Invisible;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where commands print: the only class that does. Results go to standard output, everything else to
 * standard error. Colours and progress lines appear on a terminal only. Thread-safe.
 */
public final class Console {
  private static final String ESC = "\u001b[";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  /** Guarded by this: whether a progress line stands on the terminal. */
  private boolean progressShown;

  /**
   * Prints to these.
   *
   * @param terminal whether a person looks at standard error
   */
  public Console(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** Standard output and error. */
  public static Console ofTheProcess() {
    boolean terminal =
        Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false)
            && System.getenv("NO_COLOR") == null;
    return new Console(stream(FileDescriptor.out), stream(FileDescriptor.err), terminal);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  boolean terminal() {
    return terminal;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  /** A line of a result. */
  synchronized void line(String text) {
    clearProgress();
    out.println(text);
  }

  /**
   * Output of a task as it is, except that a terminal is shown no control characters but colours.
   */
  synchronized void output(byte[] bytes, boolean toErr) {
    clearProgress();
    PrintStream to = toErr ? err : out;
    if (terminal) {
      to.print(TerminalText.safe(new String(bytes, StandardCharsets.UTF_8)));
    } else {
      to.writeBytes(bytes);
    }
    to.flush();
  }

  /** Something to know beside the result. */
  synchronized void note(String text) {
    clearProgress();
    err.println(dim(text));
  }

  /** What went wrong and what to do. */
  synchronized void error(String text) {
    clearProgress();
    err.println((terminal ? ESC + "31m" : "") + "axontask: " + text + (terminal ? ESC + "0m" : ""));
  }

  /** Replaces the progress line; does nothing where nobody looks. */
  synchronized void progress(String text) {
    if (terminal) {
      err.print("\r" + ESC + "K" + dim(Invisible.escaped(text).replace('\n', ' ')));
      err.flush();
      progressShown = true;
    }
  }

  synchronized void clearProgress() {
    if (progressShown) {
      err.print("\r" + ESC + "K");
      progressShown = false;
    }
  }

  private String dim(String text) {
    return terminal ? ESC + "2m" + text + ESC + "0m" : text;
  }

  /** Green or red on a terminal. */
  String judged(String text, boolean good) {
    return terminal ? ESC + (good ? "32m" : "31m") + text + ESC + "0m" : text;
  }
}
