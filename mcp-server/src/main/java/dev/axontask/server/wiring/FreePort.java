package dev.axontask.server.wiring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Asks for a port before anything is started for it. */
final class FreePort {
  private FreePort() {}

  /**
   * The port, or a free one for 0. Somebody may take it before the server does; then that fails
   * with the same advice.
   */
  static int at(String host, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new java.net.InetSocketAddress(InetAddress.getByName(host), port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IOException(
          ("Cannot listen on %s port %d: %s. Stop what listens there, or choose another with --port"
                  + " or --host.")
              .formatted(host, port, e.getMessage()),
          e);
    }
  }
}
