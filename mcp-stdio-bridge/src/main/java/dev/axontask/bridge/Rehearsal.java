package dev.axontask.bridge;

import dev.axontask.bridge.settings.Log;
import dev.axontask.bridge.settings.Settings;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Runs the bridge once against a stand-in server, for a build that records what a start needs
 * ({@code -XX:AOTCacheOutput}): with the recording the bridge starts in about two thirds of the
 * time. Talks to nobody else and prints nothing.
 */
public final class Rehearsal {
  private static final String CLIENT =
      """
      {"method":"initialize","params":{"protocolVersion":"2025-11-25"},"jsonrpc":"2.0","id":0}
      {"method":"notifications/initialized","jsonrpc":"2.0"}
      {"method":"tools/list","jsonrpc":"2.0","id":1}
      {"method":"tools/call","params":{"name":"x","arguments":{}},"jsonrpc":"2.0","id":2}
      {"method":"server/discover","params":{META},"jsonrpc":"2.0","id":3}
      {"method":"tools/list","params":{META},"jsonrpc":"2.0","id":4}
      {"method":"tools/call","params":{"name":"x","arguments":{},META},"jsonrpc":"2.0","id":5}
      """
          .replace(
              "META", "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}");

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> serve(listener));
      String url = "http://127.0.0.1:" + listener.getLocalPort();
      InputStream client = new ByteArrayInputStream(CLIENT.getBytes(StandardCharsets.UTF_8));
      Settings settings =
          Settings.from(Map.of("AXONTASK_URL", url, "AXONTASK_API_KEY", "none"), false);
      Main.run(settings, new Log(System.err), client, OutputStream.nullOutputStream());
    }
    System.exit(0);
  }

  private static void serve(ServerSocket listener) {
    try {
      while (true) {
        try (Socket socket = listener.accept()) {
          answer(socket);
        }
      }
    } catch (IOException e) {
      // The rehearsal is over.
    }
  }

  private static void answer(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    String start = String.valueOf(in.readLine());
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    char[] body = new char[length];
    int read = length == 0 ? 0 : in.read(body);
    socket
        .getOutputStream()
        .write(answer(start, new String(body, 0, read)).getBytes(StandardCharsets.UTF_8));
  }

  private static String answer(String start, String body) {
    int id = body.indexOf("\"id\":");
    if (!start.startsWith("POST")) {
      return "HTTP/1.1 405 x\r\nContent-Length: 0\r\n\r\n";
    }
    if (id < 0) {
      return "HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n";
    }
    String result =
        "{\"jsonrpc\":\"2.0\","
            + body.substring(id, id + 6)
            + ",\"result\":{\"protocolVersion\":\"2025-11-25\",\"tools\":[{\"name\":\"x\"}]}}";
    return body.contains("initialize")
        ? "HTTP/1.1 200 x\r\nContent-Type: application/json\r\nMcp-Session-Id: s\r\nContent-Length: "
            + result.length()
            + "\r\n\r\n"
            + result
        : "HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\n\r\nid: 1\ndata: "
            + result
            + "\n\n";
  }
}
