package dev.axontask.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.far.Call;
import dev.axontask.bridge.far.PlainMcp;
import dev.axontask.bridge.far.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of every kind cross, in both directions, as the text in which they came. */
class RelayIT {
  @TempDir private Path dataDir;

  @Test
  void theHandshakeCarriesKeySessionAndRevision() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(new PlainMcp());
        BridgeProcess bridge =
            BridgeProcess.start(
                dataDir, Map.of("AXONTASK_URL", server.url(), "AXONTASK_API_KEY", "axon_test"))) {
      assertThat(bridge.handshake()).contains("\"serverInfo\"").contains("\"id\":0");
      bridge.send(BridgeProcess.call(1, "echo"));
      assertThat(bridge.next())
          .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tool\":\"echo\"}}");

      Call first = server.await("POST", "initialize");
      assertThat(first.header("mcp-session-id")).isEmpty();
      assertThat(first.header("authorization")).isEqualTo("Bearer axon_test");
      assertThat(first.header("accept")).isEqualTo("application/json, text/event-stream");
      Call call = server.await("POST", "tools/call");
      assertThat(call.header("mcp-session-id")).isEqualTo("session-1");
      assertThat(call.header("mcp-protocol-version")).isEqualTo("2025-11-25");
      assertThat(call.header("content-type")).isEqualTo("application/json");
    }
  }

  @Test
  void anIdMayBeUsedAgainAsSoonAsItWasAnswered() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(new PlainMcp());
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      for (int i = 0; i < 1000; i++) {
        bridge.send(BridgeProcess.call(1, "echo"));
        assertThat(bridge.next()).contains("\"id\":1").contains("echo");
      }
    }
  }

  @Test
  void aTextIsForwardedByteForByte() throws Exception {
    String odd =
        "{ \"jsonrpc\" : \"2.0\", \"x-unknown\":[1.0e2, \"\\u00e9\\/é🦊\"],"
            + "\"method\":\"never/heard\", \"id\" : \"a-ü\" ,\"params\":{\"deep\":[[{}]]} }";
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "never/heard",
                call ->
                    call.json(
                        200,
                        "{\"id\":\"a-\\u00fc\",\r\n \"jsonrpc\":\"2.0\",\n \"result\" : 1.00 }"));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(odd);
      assertThat(bridge.next())
          .isEqualTo("{\"id\":\"a-\\u00fc\",   \"jsonrpc\":\"2.0\",  \"result\" : 1.00 }");
      assertThat(server.await("POST", "never/heard").text()).isEqualTo(odd);
    }
  }

  @Test
  void progressServerRequestsAndTheirAnswersCross() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "ask",
                call -> {
                  call.stream();
                  call.raw(": hello\n\n");
                  call.event("", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}");
                  call.event(
                      "", "{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"elicitation/create\"}");
                  answered.await();
                  call.event("", call.result("{}"));
                })
            .on(
                "",
                call -> {
                  call.status(202);
                  answered.countDown();
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "ask"));
      assertThat(bridge.next()).contains("notifications/progress");
      assertThat(bridge.next()).contains("elicitation/create");
      bridge.send("{\"jsonrpc\":\"2.0\",\"id\":77,\"result\":{\"action\":\"accept\"}}");
      assertThat(bridge.next()).contains("\"id\":1").contains("\"result\"");
      assertThat(server.await("POST", "accept").header("mcp-session-id")).isEqualTo("session-1");
    }
  }

  @Test
  void aSlowCallDelaysNoOther() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "slow",
                call -> {
                  release.await();
                  call.json(200, call.result("{\"slow\":true}"));
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "slow"));
      server.await("POST", "slow");
      bridge.send(BridgeProcess.call(2, "fast"));
      assertThat(bridge.next()).contains("\"id\":2");
      release.countDown();
      assertThat(bridge.next()).contains("\"id\":1").contains("slow");
    }
  }

  @Test
  void cancellationCrossesAndTheRequestIsNotRepeated() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "stream_task",
                call -> {
                  call.stream();
                  cancelled.await();
                  call.reset();
                })
            .on(
                "notifications/cancelled",
                call -> {
                  call.status(202);
                  cancelled.countDown();
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "stream_task"));
      server.await("POST", "stream_task");
      bridge.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
      server.await("POST", "notifications/cancelled");
      bridge.send(BridgeProcess.call(2, "echo"));
      assertThat(bridge.next()).contains("\"id\":2");
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
      assertThat(server.unseen("stream_task")).isZero();
    }
  }

  @Test
  void messagesOnTheSessionsOwnStreamArrive() throws Exception {
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "GET",
                call -> {
                  call.stream();
                  call.event(
                      "g1",
                      "{\"jsonrpc\":\"2.0\",\ndata: \"method\":\"notifications/tools/list_changed\"}");
                  call.awaitHangUp();
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      assertThat(bridge.next())
          .isEqualTo("{\"jsonrpc\":\"2.0\", \"method\":\"notifications/tools/list_changed\"}");
      assertThat(server.await("GET", "").header("accept")).isEqualTo("text/event-stream");
    }
  }

  @Test
  void aServerWithoutThatStreamAndWithoutSessionsIsFine() throws Exception {
    ScriptedServer.Script stateless =
        call -> {
          if (!call.method().equals("POST")) {
            call.status(405);
          } else if (call.id().isEmpty()) {
            call.status(202);
          } else {
            call.json(200, call.result("{\"protocolVersion\":\"2025-06-18\"}"));
          }
        };
    try (ScriptedServer server = ScriptedServer.start(stateless);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      server.await("GET", "");
      bridge.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
      assertThat(bridge.next()).contains("\"id\":1");
      Call ping = server.await("POST", "ping");
      assertThat(ping.header("mcp-session-id")).isEmpty();
      assertThat(ping.header("mcp-protocol-version")).isEqualTo("2025-06-18");
    }
  }

  @Test
  void aBatchIsAnsweredOneByOne() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(new PlainMcp());
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send("[" + BridgeProcess.call(1, "a") + ", " + BridgeProcess.call(2, "b") + "]");
      assertThat(List.of(bridge.next(), bridge.next()))
          .containsExactlyInAnyOrder(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tool\":\"a\"}}",
              "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tool\":\"b\"}}");
    }
  }

  @Test
  void somethingMalformedIsAnsweredAndTheRelayGoesOn() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(new PlainMcp());
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send("this is not JSON");
      assertThat(bridge.next()).contains("\"id\":null").contains("-32700");
      bridge.send("{\"jsonrpc\":\"2.0\",\"id\":4}");
      assertThat(bridge.next()).contains("-32600");
      bridge.send("");
      bridge.send(BridgeProcess.call(5, "echo") + "\r");
      assertThat(bridge.next()).contains("\"id\":5").contains("echo");
    }
  }

  @Test
  void theEndOfStdinEndsTheSession() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(new PlainMcp());
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      assertThat(bridge.end()).isZero();
      assertThat(server.await("DELETE", "").header("mcp-session-id")).isEqualTo("session-1");
    }
  }

  @Test
  void aMessageOfTheStatelessEraCarriesItsMirroredHeaders() throws Exception {
    ScriptedServer.Script modern = call -> call.json(200, call.result("{}"));
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"wä\","
            + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}";
    try (ScriptedServer server = ScriptedServer.start(modern);
        BridgeProcess bridge = BridgeProcess.start(dataDir, Map.of("AXONTASK_URL", server.url()))) {
      bridge.send(call);
      assertThat(bridge.next()).contains("\"id\":1");
      Call seen = server.await("POST", "tools/call");
      assertThat(seen.header("mcp-protocol-version")).isEqualTo("2026-07-28");
      assertThat(seen.header("mcp-method")).isEqualTo("tools/call");
      assertThat(seen.header("mcp-name")).isEqualTo("=?base64?d8Ok?=");
    }
  }

  @Test
  void cancellingInTheStatelessEraEndsTheStream() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    ScriptedServer.Script modern =
        call -> {
          call.stream();
          call.raw(": waiting\n\n");
          call.awaitHangUp();
          hungUp.countDown();
        };
    String meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}";
    try (ScriptedServer server = ScriptedServer.start(modern);
        BridgeProcess bridge = BridgeProcess.start(dataDir, Map.of("AXONTASK_URL", server.url()))) {
      bridge.send(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\",\"params\":{"
              + meta
              + "}}");
      server.await("POST", "subscriptions/listen");
      bridge.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1,"
              + meta
              + "}}");
      hungUp.await();
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
    }
  }

  @Test
  void theRehearsalOfABuildRunsThrough() throws Exception {
    Process rehearsal =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.axontask.bridge.Rehearsal")
            .redirectErrorStream(true)
            .start();
    String said = new String(rehearsal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(rehearsal.waitFor()).as(said).isZero();
    assertThat(said).doesNotContain("axontask bridge:");
  }
}
