package dev.axontask.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.far.PlainMcp;
import dev.axontask.bridge.far.ScriptedServer;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages up to 16 MiB cross; larger ones are refused by name; memory stays bounded. */
class LargeMessageIT {
  private static final int MIB = 1024 * 1024;

  @TempDir private Path dataDir;

  private BridgeProcess small(ScriptedServer server) throws Exception {
    BridgeProcess bridge =
        BridgeProcess.start(dataDir, Map.of("AXONTASK_URL", server.url()), "-Xmx192m");
    bridge.handshake();
    return bridge;
  }

  @Test
  void fifteenMebibytesCrossInBothDirections() throws Exception {
    String big = "x".repeat(15 * MIB);
    PlainMcp mcp =
        new PlainMcp()
            .on("echo", call -> call.json(200, call.result("\"" + big + "\"")))
            .on(
                "stream",
                call -> {
                  call.stream();
                  call.event("", call.result("\"" + big + "\""));
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = small(server)) {
      bridge.send(BridgeProcess.call(1, "echo", "{\"text\":\"" + big + "\"}"));
      assertThat(bridge.next()).hasSizeGreaterThan(15 * MIB).contains("\"id\":1");
      assertThat(server.await("POST", "tools/call").body()).hasSizeGreaterThan(15 * MIB);
      bridge.send(BridgeProcess.call(2, "stream"));
      assertThat(bridge.next()).hasSizeGreaterThan(15 * MIB).contains("\"id\":2");
    }
  }

  @Test
  void theLastByteOfSixteenMebibytesCrossesAndTheNextDoesNot() throws Exception {
    String call = BridgeProcess.call(1, "echo", "{\"text\":\"\"}");
    String fits = "x".repeat(16 * MIB - call.length());
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "answer",
                asked -> {
                  String result = asked.result("\"\"");
                  asked.json(
                      200, asked.result("\"" + "y".repeat(16 * MIB - result.length()) + "\""));
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = small(server)) {
      bridge.send(BridgeProcess.call(1, "echo", "{\"text\":\"" + fits + "\"}"));
      assertThat(bridge.next()).contains("\"id\":1").contains("\"tool\":\"echo\"");
      assertThat(server.await("POST", "tools/call").body()).hasSize(16 * MIB);
      bridge.send(BridgeProcess.call(1, "echo", "{\"text\":\"" + fits + "x\"}"));
      assertThat(bridge.next()).contains("\"id\":1").contains("-31004");
      bridge.send(BridgeProcess.call(2, "answer"));
      assertThat(bridge.next()).hasSize(16 * MIB).contains("\"id\":2");
    }
  }

  @Test
  void aLargerRequestIsRefusedWithItsIdAndTheNextOneWorks() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(new PlainMcp());
        BridgeProcess bridge = small(server)) {
      OutputStream stdin = bridge.stdin();
      stdin.write(
          "{\"method\":\"tools/call\",\"params\":{\"x\":\"".getBytes(StandardCharsets.UTF_8));
      byte[] block = "y".repeat(MIB).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 64; i++) {
        stdin.write(block);
      }
      stdin.write("\"},\"id\":\"big\"}\n".getBytes(StandardCharsets.UTF_8));
      bridge.send(BridgeProcess.call(2, "echo"));
      assertThat(bridge.next()).contains("\"id\":\"big\"").contains("-31004").contains("16 MiB");
      assertThat(bridge.next()).contains("\"id\":2").contains("echo");
    }
  }

  @Test
  void aLargerAnswerIsAnErrorAndTheNextOneWorks() throws Exception {
    String block = "z".repeat(MIB);
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "json",
                call -> {
                  call.raw(
                      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"jsonrpc\":\"");
                  for (int i = 0; i < 64; i++) {
                    call.raw(block);
                  }
                })
            .on(
                "stream",
                call -> {
                  call.stream();
                  call.raw("data: ");
                  for (int i = 0; i < 64; i++) {
                    call.raw(block);
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = small(server)) {
      bridge.send(BridgeProcess.call(1, "json"));
      assertThat(bridge.next()).contains("\"id\":1").contains("-31004");
      bridge.send(BridgeProcess.call(2, "stream"));
      assertThat(bridge.next()).contains("\"id\":2").contains("-31004");
      bridge.send(BridgeProcess.call(3, "echo"));
      assertThat(bridge.next()).contains("\"id\":3").contains("echo");
    }
  }

  @Test
  void aFloodOfMessagesToASlowReaderStaysInMemoryBounds() throws Exception {
    String notification =
        "{\"jsonrpc\":\"2.0\",\"method\":\"noise\",\"params\":\"" + "n".repeat(MIB) + "\"}";
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "flood",
                call -> {
                  call.stream();
                  for (int i = 0; i < 150; i++) {
                    call.event("", notification);
                  }
                  call.event("", call.result("{\"over\":1}"));
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge =
            BridgeProcess.start(dataDir, Map.of("AXONTASK_URL", server.url()), "-Xmx64m")) {
      bridge.handshake();
      bridge.send(BridgeProcess.call(1, "flood"));
      int noise = 0;
      String line = bridge.next();
      for (; line.contains("noise"); line = bridge.next()) {
        noise++;
      }
      assertThat(line).contains("\"over\":1");
      assertThat(noise).isEqualTo(150);
    }
  }
}
