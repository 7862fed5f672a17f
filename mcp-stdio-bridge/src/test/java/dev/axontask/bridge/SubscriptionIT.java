package dev.axontask.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.far.Call;
import dev.axontask.bridge.far.ModernMcp;
import dev.axontask.bridge.far.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A subscription goes on through restarts of the server, or its client is told that it ended. */
class SubscriptionIT {
  private static final String LISTEN =
      ModernMcp.request(
          "5",
          "subscriptions/listen",
          "\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true,"
              + "\"resourceSubscriptions\":[\"axontask://tasks/1\"]}");
  private static final String FILTER =
      "{\"toolsListChanged\":true,\"promptsListChanged\":false,"
          + "\"resourceSubscriptions\":[\"axontask://tasks/1\"]}";
  private static final String OF_5 = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":5}";

  @TempDir private Path dataDir;

  private BridgeProcess bridge(ScriptedServer server) throws Exception {
    return BridgeProcess.start(dataDir, Map.of("AXONTASK_URL", server.url()));
  }

  private static String notification(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/"
        + method
        + "\",\"params\":{"
        + OF_5
        + params
        + "}}";
  }

  private static void acknowledge(Call call, String filter) throws IOException {
    call.stream("X-Accel-Buffering: no");
    call.event("", notification("subscriptions/acknowledged", ",\"notifications\":" + filter));
  }

  @Test
  void aRestartIsOnlyAPauseAfterWhichAllMayHaveChanged() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    ModernMcp mcp =
        new ModernMcp()
            .on(
                "subscriptions/listen",
                call -> {
                  acknowledge(call, FILTER);
                  call.event("", notification("stream" + opened.incrementAndGet(), ""));
                  call.awaitHangUp();
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(LISTEN);
      assertThat(bridge.next()).contains("subscriptions/acknowledged");
      assertThat(bridge.next()).contains("stream1");
      for (int restart = 2; restart <= 3; restart++) {
        server.kill();
        server.revive();
        assertThat(List.of(bridge.next(), bridge.next(), bridge.next()))
            .containsExactly(
                notification("tools/list_changed", ""),
                notification("resources/updated", ",\"uri\":\"axontask://tasks/1\""),
                notification("stream" + restart, ""));
      }
      assertThat(server.await("POST", "listen").text())
          .isEqualTo(server.await("POST", "listen").text())
          .isEqualTo(LISTEN);
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
    }
  }

  @Test
  void anotherAcknowledgementIsShown() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    ModernMcp mcp =
        new ModernMcp()
            .on(
                "subscriptions/listen",
                call -> {
                  acknowledge(call, opened.getAndIncrement() == 0 ? FILTER : "{}");
                  if (opened.get() > 1) {
                    call.awaitHangUp();
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(LISTEN);
      assertThat(bridge.next()).contains("subscriptions/acknowledged").contains("tasks/1");
      assertThat(bridge.next())
          .isEqualTo(notification("subscriptions/acknowledged", ",\"notifications\":{}"));
    }
  }

  @Test
  void aServerThatTakesItNoMoreIsTheEndAndTheClientIsTold() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    String refusal = "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32601,\"message\":\"x\"}}";
    ModernMcp mcp =
        new ModernMcp()
            .on(
                "subscriptions/listen",
                call -> {
                  if (opened.getAndIncrement() == 0) {
                    acknowledge(call, FILTER);
                    call.reset();
                  } else {
                    call.json(404, refusal);
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(LISTEN);
      assertThat(bridge.next()).contains("subscriptions/acknowledged");
      assertThat(bridge.next()).isEqualTo(refusal);
    }
  }

  @Test
  void theServersOwnEndIsTheEnd() throws Exception {
    ModernMcp mcp =
        new ModernMcp()
            .on(
                "subscriptions/listen",
                call -> {
                  acknowledge(call, FILTER);
                  call.event("", call.result("{\"resultType\":\"complete\"," + OF_5 + "}"));
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(LISTEN);
      assertThat(bridge.next()).contains("subscriptions/acknowledged");
      assertThat(bridge.next()).contains("\"id\":5").contains("complete");
      server.await("POST", "listen");
      bridge.send(ModernMcp.call(6, "echo", "{}"));
      assertThat(bridge.next()).contains("\"id\":6");
      assertThat(server.unseen("listen")).isZero();
    }
  }

  @Test
  void theClientsCancellationEndsItForGood() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    ModernMcp mcp =
        new ModernMcp()
            .on(
                "subscriptions/listen",
                call -> {
                  acknowledge(call, FILTER);
                  call.awaitHangUp();
                  hungUp.countDown();
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(LISTEN);
      assertThat(bridge.next()).contains("subscriptions/acknowledged");
      server.await("POST", "listen");
      bridge.send(ModernMcp.cancelled(5));
      hungUp.await();
      server.kill();
      server.revive();
      bridge.send(ModernMcp.call(6, "echo", "{}"));
      assertThat(bridge.next()).contains("\"id\":6");
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
      assertThat(server.unseen("listen")).isZero();
    }
  }
}
