package dev.axontask.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.far.Call;
import dev.axontask.bridge.far.ModernMcp;
import dev.axontask.bridge.far.PlainMcp;
import dev.axontask.bridge.far.ScriptedServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What revision 2026-07-28 does differently on stdio and over HTTP, and what breaks in between. */
class ModernRelayIT {
  @TempDir private Path dataDir;

  private BridgeProcess bridge(ScriptedServer server) throws Exception {
    return BridgeProcess.start(dataDir, Map.of("AXONTASK_URL", server.url()));
  }

  /** As servers that know only sessions answer what has none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | text/plain       | Bad Request",
        "404 | text/plain       | ''",
        "405 | text/html        | <html>",
        "400 | application/json | {\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32000,\"message\":\"x\"},\"id\":null}",
        "200 | application/json | {\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"x\"}}",
        "202 | text/plain       | ''"
      })
  void aServerOfTheSessionsEraRefusesTheProbeAndTheClientFallsBack(
      int status, String type, String body) throws Exception {
    PlainMcp old = new PlainMcp();
    ScriptedServer.Script script =
        call -> {
          if (call.rpcMethod().equals("server/discover")) {
            call.raw(
                "HTTP/1.1 %d x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                    .formatted(status, type, body.length(), body));
          } else {
            old.answer(call);
          }
        };
    try (ScriptedServer server = ScriptedServer.start(script);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(ModernMcp.request("1", "server/discover", ""));
      assertThat(bridge.next()).contains("\"id\":1").contains("\"error\"");
      assertThat(bridge.handshake()).contains("\"protocolVersion\":\"2025-11-25\"");
      bridge.send(BridgeProcess.call(2, "echo"));
      assertThat(bridge.next()).contains("\"id\":2").contains("echo");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 405, 429, 500, 502, 503, 504})
  void anErrorInJsonRpcPassesAsItIsWhateverItsStatus(int status) throws Exception {
    String error = "{\"jsonrpc\":\"2.0\", \"id\":7, \"error\":{\"code\":-32020,\"message\":\"x\"}}";
    ModernMcp mcp = new ModernMcp().on("resources/read", call -> call.json(status, error));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(ModernMcp.request("7", "resources/read", "\"uri\":\"a://b\""));
      assertThat(bridge.next()).isEqualTo(error);
    }
  }

  @Test
  void aCancelledRequestIsHungUpOnBeforeItsAnswerHasBegun() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    ModernMcp mcp =
        new ModernMcp()
            .on(
                "stream_task",
                call -> {
                  call.awaitHangUp();
                  hungUp.countDown();
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(ModernMcp.call(1, "stream_task", "{}"));
      server.await("POST", "stream_task");
      bridge.send(ModernMcp.cancelled(1));
      hungUp.await();
      bridge.send(ModernMcp.cancelled(99));
      bridge.send(ModernMcp.call(2, "echo", "{}"));
      assertThat(bridge.next()).contains("\"id\":2");
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
      // Neither forwarded, nor tried again.
      assertThat(server.unseen("notifications/cancelled")).isZero();
      assertThat(server.unseen("stream_task")).isZero();
    }
  }

  /** Cuts the first call, then answers. */
  private static ScriptedServer.Script onceCut() {
    AtomicInteger seen = new AtomicInteger();
    return call -> {
      if (seen.getAndIncrement() == 0) {
        call.stream();
        call.event("e1", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}");
        call.reset();
      } else {
        call.json(200, call.result("{\"resultType\":\"complete\",\"try\":" + seen.get() + "}"));
      }
    };
  }

  @Test
  void aRequestThatIsSafeToRepeatIsRepeatedAndNeverResumed() throws Exception {
    ModernMcp mcp = new ModernMcp().on("stream_task", onceCut()).on("tasks/get", onceCut());
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(ModernMcp.call(1, "stream_task", "{}"));
      assertThat(bridge.next()).contains("notifications/progress");
      assertThat(bridge.next()).contains("\"id\":1").contains("\"try\":2");
      bridge.send(ModernMcp.request("2", "tasks/get", "\"taskId\":\"t\""));
      assertThat(bridge.next()).contains("notifications/progress");
      assertThat(bridge.next()).contains("\"id\":2").contains("\"try\":2");
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
      assertThat(server.unseen("")).isEqualTo(4);
    }
  }

  @Test
  void aRequestThatIsNotSafeToRepeatIsAnsweredOnceWithWhatIsKnown() throws Exception {
    ModernMcp mcp = new ModernMcp().on("start_task", Call::reset);
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(ModernMcp.call(1, "start_task", "{}"));
      assertThat(bridge.next()).contains("\"id\":1").contains("-31002").contains("list_tasks");
      bridge.send(ModernMcp.call(2, "echo", "{}"));
      assertThat(bridge.next()).contains("\"id\":2");
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
      assertThat(server.unseen("start_task")).isOne();
    }
  }
}
