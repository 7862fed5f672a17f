package dev.axontask.stores;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A store's port on 127.0.0.1: chosen free once, remembered in its folder, kept while it is free.
 */
final class Port {
  private Port() {}

  /** The remembered port; 0 if there is none. */
  static int remembered(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    String text = Files.readString(file).strip();
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
  }

  /** The remembered port if nobody listens there now, otherwise a new one, which is remembered. */
  static int choose(Path file) throws IOException {
    int port = remembered(file);
    if (port == 0 || !isFree(port)) {
      port = anyFree();
      Durably.write(file, Integer.toString(port));
    }
    return port;
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = listen(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static int anyFree() throws IOException {
    try (ServerSocket socket = listen(0)) {
      return socket.getLocalPort();
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    return socket;
  }
}
