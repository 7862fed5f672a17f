package dev.axontask.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.far.Call;
import dev.axontask.bridge.far.PlainMcp;
import dev.axontask.bridge.far.ScriptedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever breaks in the middle of a request, it gets exactly one answer. */
class LostConnectionIT {
  @TempDir private Path dataDir;

  /** Cuts the first {@code times} calls, then answers. */
  private static ScriptedServer.Script cutting(int times, ScriptedServer.Script cut) {
    AtomicInteger seen = new AtomicInteger();
    return call -> {
      if (seen.getAndIncrement() < times) {
        cut.answer(call);
      } else {
        call.json(200, call.result("{\"try\":" + seen.get() + "}"));
      }
    };
  }

  private void onlyAnswer(BridgeProcess bridge, int id, String... parts) throws Exception {
    assertThat(bridge.next()).contains("\"id\":" + id).contains(parts);
    assertThat(bridge.end()).isZero();
    assertThat(bridge.rest()).isEmpty();
  }

  @Test
  void aReadOnlyCallIsSentAgain() throws Exception {
    PlainMcp mcp = new PlainMcp().on("get_task_status", cutting(2, Call::reset));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "get_task_status"));
      onlyAnswer(bridge, 1, "\"try\":3");
    }
  }

  @Test
  void startTaskIsSentOnceAndTheErrorSaysWhatIsKnown() throws Exception {
    PlainMcp mcp = new PlainMcp().on("start_task", cutting(1, Call::reset));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "start_task"));
      server.await("POST", "start_task");
      onlyAnswer(bridge, 1, "-31002", "may have been carried out", "list_tasks");
      assertThat(server.unseen("start_task")).isZero();
    }
  }

  @Test
  void startTaskWithAnIdempotencyKeyIsSentAgain() throws Exception {
    PlainMcp mcp = new PlainMcp().on("start_task", cutting(1, Call::reset));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "start_task", "{\"idempotency_key\":\"deploy-7\"}"));
      onlyAnswer(bridge, 1, "\"try\":2");
    }
  }

  @Test
  void theServersAnnotationsDecideAndOutweighNames() throws Exception {
    String tools =
        "{\"tools\":[{\"name\":\"look\",\"annotations\":{\"readOnlyHint\":true}},"
            + "{\"name\":\"get_task_status\",\"annotations\":{\"title\":\"x\"}}]}";
    PlainMcp mcp =
        new PlainMcp()
            .on("tools/list", call -> call.json(200, call.result(tools)))
            .on("look", cutting(1, Call::reset))
            .on("get_task_status", cutting(1, Call::reset));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
      assertThat(bridge.next()).contains("readOnlyHint");
      bridge.send(BridgeProcess.call(2, "look"));
      assertThat(bridge.next()).contains("\"try\":2");
      bridge.send(BridgeProcess.call(3, "get_task_status"));
      onlyAnswer(bridge, 3, "-31002");
    }
  }

  @Test
  void aStreamIsResumedAfterTheLastEvent() throws Exception {
    AtomicInteger resumed = new AtomicInteger();
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "start_task",
                call -> {
                  call.stream();
                  call.event("p0", "");
                  call.event("p1", "{\"jsonrpc\":\"2.0\",\"method\":\"one\"}");
                  // Cut off in the middle: neither the event nor its id counts.
                  call.raw("id: p2\ndata: {\"jsonrpc\":\"2.0\",");
                  call.reset();
                })
            .on(
                "GET",
                call -> {
                  call.stream();
                  switch (call.header("last-event-id")) {
                    case "p1" -> {
                      resumed.incrementAndGet();
                      call.event("p2", "{\"jsonrpc\":\"2.0\",\"method\":\"two\"}");
                    }
                    case "p2" ->
                        call.event("p3", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"done\":1}}");
                    default -> call.awaitHangUp();
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "start_task"));
      assertThat(bridge.next()).contains("one");
      assertThat(bridge.next()).contains("two");
      onlyAnswer(bridge, 1, "done");
      assertThat(resumed.get()).isOne();
    }
  }

  @Test
  void theServersRetryIsWaitedFor() throws Exception {
    long asked = 700;
    long[] left = new long[1];
    long[] back = new long[1];
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "start_task",
                call -> {
                  call.stream();
                  call.raw("id: p0\nretry: " + asked + "\ndata:\n\n");
                  left[0] = System.nanoTime();
                })
            .on(
                "GET",
                call -> {
                  call.stream();
                  if (call.header("last-event-id").equals("p0")) {
                    back[0] = System.nanoTime();
                    call.event("p1", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
                  } else {
                    call.awaitHangUp();
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "start_task"));
      onlyAnswer(bridge, 1, "result");
      assertThat(back[0] - left[0]).isGreaterThanOrEqualTo(asked * 1_000_000 - 5_000_000);
    }
  }

  @Test
  void aStreamThatCannotBeResumedFollowsTheRuleForRepeating() throws Exception {
    ScriptedServer.Script primedAndCut =
        call -> {
          call.stream();
          call.event("x", "");
          call.reset();
        };
    PlainMcp mcp =
        new PlainMcp()
            .on("list_tasks", cutting(1, primedAndCut))
            .on("start_task", cutting(1, primedAndCut))
            .on("GET", call -> call.status(405));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "list_tasks"));
      assertThat(bridge.next()).contains("\"id\":1").contains("\"try\":2");
      bridge.send(BridgeProcess.call(2, "start_task"));
      onlyAnswer(bridge, 2, "-31002");
    }
  }

  @Test
  void anErrorOnTheResumedStreamIsTheAnswer() throws Exception {
    String gone =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32603,\"message\":\"restarted\"}}";
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "list_tasks",
                call -> {
                  call.stream();
                  call.event("p0", "");
                  call.reset();
                })
            .on(
                "GET",
                call -> {
                  call.stream();
                  if (call.header("last-event-id").equals("p0")) {
                    call.event("p1", gone);
                  } else {
                    call.awaitHangUp();
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "list_tasks"));
      server.await("POST", "list_tasks");
      // Even where the request could be repeated: the server has answered it.
      onlyAnswer(bridge, 1, "restarted");
      assertThat(server.unseen("list_tasks")).isZero();
    }
  }

  @Test
  void anAnswerOnTheSessionsOwnStreamIsTheAnswerToo() throws Exception {
    CountDownLatch resumed = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "list_tasks",
                call -> {
                  call.stream();
                  call.event("p0", "");
                  call.reset();
                })
            .on(
                "GET",
                call -> {
                  if (call.header("last-event-id").isEmpty()) {
                    call.stream();
                    resumed.await();
                    call.event("g1", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"here\":1}}");
                    call.awaitHangUp();
                  } else {
                    resumed.countDown();
                    answered.await();
                    call.status(405);
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "list_tasks"));
      server.await("POST", "list_tasks");
      assertThat(bridge.next()).contains("\"here\":1");
      answered.countDown();
      for (int id = 2; id < 52; id++) {
        bridge.send(BridgeProcess.call(id, "echo"));
        assertThat(bridge.next()).contains("\"id\":" + id);
      }
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
      assertThat(server.unseen("list_tasks")).isZero();
    }
  }

  @Test
  void aRestartInTheMiddleOfAWaitingCallIsOnlyAPause() throws Exception {
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "stream_task",
                cutting(
                    1,
                    call -> {
                      call.stream();
                      call.event("", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}");
                      call.awaitHangUp();
                    }));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "stream_task"));
      assertThat(bridge.next()).contains("notifications/progress");
      server.kill();
      mcp.forgetSessions();
      bridge.send(BridgeProcess.call(2, "echo"));
      server.revive();
      assertThat(List.of(bridge.next(), bridge.next()))
          .anyMatch(line -> line.contains("\"id\":1") && line.contains("\"try\":2"))
          .anyMatch(line -> line.contains("\"id\":2") && line.contains("echo"));
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
      assertThat(mcp.opened()).isEqualTo(2);
    }
  }

  @Test
  void anAnswerThatComesTwiceIsShownOnce() throws Exception {
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "twice",
                call -> {
                  call.stream();
                  call.raw(
                      "data: "
                          + call.result("{\"n\":1}")
                          + "\r\r"
                          + "data: "
                          + call.result("{\"n\":2}")
                          + "\r\r");
                })
            .on(
                "GET",
                call -> {
                  call.stream();
                  call.event("", "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{\"stray\":1}}");
                  call.awaitHangUp();
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.awaitLog("id 99");
      bridge.send(BridgeProcess.call(1, "twice"));
      onlyAnswer(bridge, 1, "\"n\":1");
    }
  }

  @Test
  void anAnswerCutInItsMiddleIsNotShown() throws Exception {
    PlainMcp mcp =
        new PlainMcp()
            .on(
                "list_tasks",
                cutting(
                    1,
                    call -> {
                      call.head("Content-Length: 1000");
                      call.raw("{\"jsonrpc\":\"2.0\",\"id\":1,");
                    }))
            .on(
                "get_receipt",
                cutting(
                    1,
                    call -> {
                      call.head("Transfer-Encoding: chunked");
                      call.raw("5\r\n{\"jso\r\n");
                    }));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "list_tasks"));
      assertThat(bridge.next()).contains("\"try\":2");
      bridge.send(BridgeProcess.call(2, "get_receipt"));
      onlyAnswer(bridge, 2, "\"try\":2");
    }
  }

  @Test
  void aServerThatAlwaysBreaksIsGivenUp() throws Exception {
    PlainMcp mcp = new PlainMcp().on("list_tasks", Call::reset);
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "list_tasks"));
      assertThat(bridge.next()).contains("\"id\":1").contains("-31002");
      bridge.send(BridgeProcess.call(2, "echo"));
      onlyAnswer(bridge, 2, "echo");
    }
  }
}
