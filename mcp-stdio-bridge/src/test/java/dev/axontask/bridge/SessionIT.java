package dev.axontask.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.far.Call;
import dev.axontask.bridge.far.PlainMcp;
import dev.axontask.bridge.far.ScriptedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that the server forgets, and keys that it refuses. */
class SessionIT {
  @TempDir private Path dataDir;

  @Test
  void aForgottenSessionIsOpenedAgainWithTheClientsOwnHandshake() throws Exception {
    PlainMcp mcp = new PlainMcp();
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      Call hello = server.await("POST", "initialize");
      mcp.forgetSessions();
      // Not repeatable, and safe all the same: a 404 says that it was not carried out.
      bridge.send(BridgeProcess.call(1, "start_task"));
      assertThat(bridge.next()).contains("\"id\":1").contains("start_task");
      Call again = server.await("POST", "\"initialize\"");
      assertThat(again.text()).isEqualTo(hello.text());
      assertThat(again.header("mcp-session-id")).isEmpty();
      assertThat(server.await("POST", "notifications/initialized").header("mcp-session-id"))
          .isEqualTo("session-2");
      assertThat(server.await("POST", "start_task").header("mcp-session-id"))
          .isEqualTo("session-2");
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
    }
  }

  @Test
  void aRevisionThatNoHeaderCanCarryCostsNothingButTheHeader() throws Exception {
    ScriptedServer.Script lax =
        call -> call.json(200, call.result("{\"protocolVersion\":\"\\n\"}"));
    try (ScriptedServer server = ScriptedServer.start(lax);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      assertThat(
              server.await("POST", "notifications/initialized").hasHeader("mcp-protocol-version"))
          .isFalse();
      bridge.send(BridgeProcess.call(1, "echo"));
      assertThat(bridge.next()).contains("\"id\":1").contains("\"result\"");
    }
  }

  @Test
  void aThousandCallsThatFindTheSessionGoneOpenOneNewOne() throws Exception {
    PlainMcp mcp = new PlainMcp();
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      server.await("GET", "");
      mcp.forgetSessions();
      for (int id = 1; id <= 1_000; id++) {
        bridge.send(BridgeProcess.call(id, "echo"));
      }
      Set<String> answers = new HashSet<>();
      for (int id = 1; id <= 1_000; id++) {
        String answer = bridge.next();
        assertThat(answer).contains("\"result\"");
        answers.add(answer);
      }
      assertThat(answers).hasSize(1_000);
      assertThat(mcp.opened()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatSays400ForAnUnknownSessionIsUnderstood() throws Exception {
    AtomicInteger refusals = new AtomicInteger(1);
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "start_task",
                call -> {
                  if (refusals.getAndDecrement() > 0) {
                    call.json(
                        400,
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32000,"
                            + "\"message\":\"No valid session ID provided\"},\"id\":null}");
                  } else {
                    call.json(200, call.result("{\"ok\":1}"));
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "start_task"));
      assertThat(bridge.next()).contains("\"ok\":1");
      assertThat(mcp.opened()).isEqualTo(2);
    }
  }

  @Test
  void a400ThatAnswersTheRequestIsItsAnswer() throws Exception {
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "bad",
                call ->
                    call.json(
                        400,
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,"
                            + "\"message\":\"x\"}}"))
            .on("worse", call -> call.json(413, "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-1}}"))
            .on("worst", call -> call.json(500, "<html>"));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "bad"));
      assertThat(bridge.next()).contains("\"id\":1").contains("-32602");
      bridge.send(BridgeProcess.call(2, "worse"));
      assertThat(bridge.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-1}}");
      bridge.send(BridgeProcess.call(3, "worst"));
      assertThat(bridge.next()).contains("\"id\":3").contains("-31005").contains("500");
      assertThat(mcp.opened()).isOne();
    }
  }

  @Test
  void subscriptionsFollowIntoTheNewSession() throws Exception {
    PlainMcp mcp = new PlainMcp();
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      for (String uri : new String[] {"axontask://a", "axontask://b"}) {
        bridge.send(
            "{\"jsonrpc\":\"2.0\",\"id\":\""
                + uri
                + "\",\"method\":\"resources/subscribe\",\"params\":{\"uri\":\""
                + uri
                + "\"}}");
        bridge.next();
      }
      bridge.send(
          "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"resources/unsubscribe\","
              + "\"params\":{\"uri\":\"axontask://a\"}}");
      bridge.next();
      server.await("POST", "resources/unsubscribe");
      mcp.forgetSessions();
      bridge.send(BridgeProcess.call(4, "echo"));
      assertThat(bridge.next()).contains("\"id\":4");
      Call again = server.await("POST", "resources/subscribe");
      assertThat(again.text()).contains("axontask://b");
      assertThat(again.header("mcp-session-id")).isEqualTo("session-2");
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
    }
  }

  @Test
  void theSessionsOwnStreamComesBackAfterARestart() throws Exception {
    AtomicInteger streams = new AtomicInteger();
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "GET",
                call -> {
                  call.stream();
                  call.event(
                      "g",
                      "{\"jsonrpc\":\"2.0\",\"method\":\"s" + streams.incrementAndGet() + "\"}");
                  call.awaitHangUp();
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      assertThat(bridge.next()).contains("s1");
      server.kill();
      mcp.forgetSessions();
      server.revive();
      assertThat(bridge.next()).contains("s2");
      assertThat(mcp.opened()).isEqualTo(2);
    }
  }

  @Test
  void aStreamThatIsTakenIsAskedForAgain() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "GET",
                call -> {
                  if (tries.getAndIncrement() == 0) {
                    call.status(409);
                  } else {
                    call.stream();
                    call.event("", "{\"jsonrpc\":\"2.0\",\"method\":\"at/last\"}");
                    call.awaitHangUp();
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      assertThat(bridge.next()).contains("at/last");
    }
  }

  @Test
  void aRefusedKeyIsAnErrorThatSaysWhereTheKeyIsExpected() throws Exception {
    ScriptedServer.Script guarded =
        call -> {
          if (call.header("authorization").equals("Bearer axon_right")) {
            call.json(200, call.result("{\"ok\":true}"));
          } else {
            call.json(401, "{\"error\":\"unauthorized\"}");
          }
        };
    try (ScriptedServer server = ScriptedServer.start(guarded);
        BridgeProcess bridge = BridgeProcess.start(dataDir, Map.of("AXONTASK_URL", server.url()))) {
      bridge.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
      assertThat(bridge.next()).contains("\"id\":1").contains("-31003").contains("api-key");
      Files.writeString(dataDir.resolve("api-key"), "axon_wrong\n");
      bridge.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}");
      assertThat(bridge.next()).contains("\"id\":2").contains("-31003").doesNotContain("wrong");
      Files.writeString(dataDir.resolve("api-key"), "axon_right\n");
      bridge.send("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}");
      assertThat(bridge.next()).contains("\"id\":3").contains("\"ok\":true");
    }
  }

  @Test
  void aServerThatIsBusyIsAskedAgainWhenItSays() throws Exception {
    AtomicInteger busy = new AtomicInteger(1);
    CountDownLatch refused = new CountDownLatch(1);
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "start_task",
                call -> {
                  if (busy.getAndDecrement() > 0) {
                    call.json(503, "{}", "Retry-After: 1");
                    refused.countDown();
                  } else {
                    call.json(200, call.result("{\"ok\":1}"));
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "start_task"));
      refused.await();
      assertThat(bridge.next()).contains("\"ok\":1");
    }
  }

  @Test
  void somethingElseOnThePortIsNamed() throws Exception {
    ScriptedServer.Script web =
        call ->
            call.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p/>");
    try (ScriptedServer server = ScriptedServer.start(web);
        BridgeProcess bridge = BridgeProcess.start(dataDir, Map.of("AXONTASK_URL", server.url()))) {
      bridge.send(BridgeProcess.INITIALIZE);
      assertThat(bridge.next()).contains("\"id\":0").contains("-31005").contains("text/html");
    }
  }

  @Test
  void plainHttpToAnotherMachineIsRefused() throws Exception {
    try (BridgeProcess bridge =
        BridgeProcess.start(dataDir, Map.of("AXONTASK_URL", "http://192.0.2.1/mcp"))) {
      bridge.awaitLog("use https://");
      assertThat(bridge.awaitExit()).isEqualTo(2);
      assertThat(bridge.rest()).isEmpty();
    }
  }
}
