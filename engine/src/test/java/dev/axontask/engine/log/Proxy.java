package dev.axontask.engine.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A TCP proxy in front of a store, which can cut connections at a chosen moment. */
public final class Proxy implements AutoCloseable {
  /** PostgreSQL's CommandComplete for COMMIT: nothing else the server sends holds these bytes. */
  private static final byte[] COMMITTED = "COMMIT\0".getBytes(US_ASCII);

  private final ServerSocket door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile boolean refusing;
  private volatile CountDownLatch armed = new CountDownLatch(0);

  public Proxy(int target) {
    this.target = target;
    try {
      door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return door.getLocalPort();
  }

  public void retarget(int port) {
    target = port;
  }

  /** The next acknowledgement of a COMMIT is lost, with its connection. */
  public CountDownLatch loseNextCommit() {
    armed = new CountDownLatch(1);
    return armed;
  }

  /** Cuts all connections and lets none in until {@link #recover}. */
  public void refuse() {
    refusing = true;
    cut();
  }

  public void recover() {
    refusing = false;
  }

  public void cut() {
    sockets.forEach(Proxy::close);
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        if (refusing) {
          client.close();
          continue;
        }
        connect(client);
      } catch (IOException closed) {
        // The next turn sees whether the door is closed.
        Thread.onSpinWait();
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException nobodyThere) {
      client.close();
      return;
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    sockets.add(client);
    sockets.add(server);
    Thread.ofVirtual().start(() -> pump(client, server, false));
    Thread.ofVirtual().start(() -> pump(server, client, true));
  }

  private void pump(Socket from, Socket to, boolean fromServer) {
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (fromServer && armed.getCount() > 0 && holdsCommit(buffer, n)) {
          close(from);
          close(to);
          armed.countDown();
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException cut) {
      // Both sides end below.
      Thread.onSpinWait();
    } finally {
      close(from);
      close(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static boolean holdsCommit(byte[] bytes, int length) {
    for (int i = 0; i + COMMITTED.length <= length; i++) {
      int matched = 0;
      while (matched < COMMITTED.length && bytes[i + matched] == COMMITTED[matched]) {
        matched++;
      }
      if (matched == COMMITTED.length) {
        return true;
      }
    }
    return false;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    refuse();
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
