package dev.axontask.bridge.far;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A program that stands in for {@code axontask serve}: notes its start, and serves until killed.
 */
public final class FakeServer {
  private FakeServer() {}

  /** Takes {@code serve --host H --port P}. */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    int port = Integer.parseInt(given.get(given.indexOf("--port") + 1));
    Path starts = Path.of(System.getenv("AXONTASK_DATA_DIR"), "starts");
    ServerSocket listener = listen(port);
    Files.writeString(
        starts,
        ProcessHandle.current().pid() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    ScriptedServer.on(listener, healthy(new PlainMcp()));
    Thread.currentThread().join();
  }

  /** Listens on loopback. */
  public static ServerSocket listen(int port) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    return listener;
  }

  /** The script, and an answer for whoever asks after its health. */
  public static ScriptedServer.Script healthy(ScriptedServer.Script script) {
    return call -> {
      if (call.path().equals("/health")) {
        call.json(200, "{\"status\":\"up\"}");
      } else {
        script.answer(call);
      }
    };
  }
}
