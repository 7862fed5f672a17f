package dev.axontask.bridge.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request from another thread, wherever it stands: while it connects, waits for the head of
 * the answer, or reads the answer. For all tries of one request; once used, every further try ends
 * at once. Thread-safe.
 */
public final class HangUp {
  @GuardedBy("this")
  private boolean used;

  @GuardedBy("this")
  private @Nullable Socket socket;

  /** Takes the connection of one try. */
  synchronized void over(Socket opened) throws IOException {
    socket = opened;
    if (used) {
      opened.close();
    }
  }

  /** Closes the connection; the server takes that as the end of the request. */
  public synchronized void now() {
    used = true;
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is gone, which was the aim.
    }
  }
}
