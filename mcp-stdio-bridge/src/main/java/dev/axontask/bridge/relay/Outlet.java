package dev.axontask.bridge.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** Stdout: whole lines, one at a time. The caller waits until its line is written. Thread-safe. */
public final class Outlet {
  private static final int PART = 64 * 1024;

  private final ReentrantLock turn = new ReentrantLock();

  @GuardedBy("turn")
  private final OutputStream out;

  private final Runnable clientGone;

  /**
   * Writes to {@code out}.
   *
   * @param clientGone called when nobody reads any more
   */
  public Outlet(OutputStream out, Runnable clientGone) {
    this.out = out;
    this.clientGone = clientGone;
  }

  /** Writes one message as one line. */
  public void write(byte[] message) {
    turn.lock();
    try {
      for (int from = 0; from < message.length; from += PART) {
        out.write(part(message, from));
      }
      if (message.length % PART == 0) {
        out.write('\n');
      }
      out.flush();
    } catch (IOException e) {
      clientGone.run();
    } finally {
      turn.unlock();
    }
  }

  /** Part of a line, with the line's end if it is the last and there is room for it. */
  private static byte[] part(byte[] message, int from) {
    int length = Math.min(PART, message.length - from);
    byte[] part = Arrays.copyOfRange(message, from, from + Math.min(PART, length + 1));
    for (int i = 0; i < length; i++) {
      // Between tokens a line break is only white space; inside strings JSON has none.
      if (part[i] == '\n' || part[i] == '\r') {
        part[i] = ' ';
      }
    }
    if (length < part.length) {
      part[length] = '\n';
    }
    return part;
  }
}
