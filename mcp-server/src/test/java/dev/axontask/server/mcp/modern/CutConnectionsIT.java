package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.catalog.Changes.ListKind;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.journey.Await;
import dev.axontask.server.running.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cables are pulled; nothing of it stays on the server, and no task is touched. */
@Timeout(120)
class CutConnectionsIT {
  private static final int EACH = 150;

  @Test
  void threeHundredCutConnectionsLeaveNothingBehind() throws Exception {
    try (ModernServer server = ModernServer.start()) {
      String task = server.shelf.tasks.start();
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        sockets.add(opened(server, Ask.call("wait").meta("progressToken", i)));
        sockets.add(opened(server, listen(task)));
      }
      assertThat(server.era.running()).isEqualTo(EACH);
      assertThat(server.era.listening()).isEqualTo(EACH);
      assertThat(server.shelf.changes.open()).isEqualTo(2 * EACH);
      for (Socket socket : sockets) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
      Await.until(
          "nothing is left",
          Duration.ofSeconds(60),
          () -> {
            server.shelf.tools.tick();
            server.shelf.changes.announce(new Topic.Listing(ListKind.TOOLS));
            return server.era.running() == 0
                && server.era.listening() == 0
                && server.shelf.changes.open() == 0
                && server.shelf.tools.waiting.isEmpty();
          });
      assertThat(
              Ask.task("tasks/get", task)
                  .send(server.http())
                  .json()
                  .at("/result/status")
                  .asString())
          .isEqualTo("working");
    }
  }

  private static Ask listen(String task) {
    return Ask.of("subscriptions/listen")
        .able(Ask.TASKS)
        .with("notifications", Map.of("toolsListChanged", true, "taskIds", List.of(task)));
  }

  /** A connection whose stream has begun. */
  private static Socket opened(ModernServer server, Ask ask) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    byte[] body = ask.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("POST /mcp HTTP/1.1\r\nHost: localhost\r\n");
    head.append("X-API-Key: ").append(RunningServer.KEY).append("\r\n");
    head.append("Content-Type: application/json\r\nAccept: */*\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    ask.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    socket
        .getOutputStream()
        .write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String line = lines.readLine();
    assertThat(line).contains("200");
    while (!line.startsWith("data: ")) {
      line = lines.readLine();
    }
    return socket;
  }
}
