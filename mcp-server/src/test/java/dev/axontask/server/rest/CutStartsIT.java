package dev.axontask.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Clients that start a task and are gone before they hear that it was started: 64 at once for each
 * idempotency key, cut at different moments.
 */
class CutStartsIT {
  private static final int CALLERS = 64;

  private final Http http = new Http(RunningServer.shared().url());
  private final String run = UUID.randomUUID().toString();

  @Test
  @Timeout(300)
  void sixtyFourCutStartsOfOneKeyMakeOneTask() throws Exception {
    startAndCut(25);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void sixtyFourCutStartsOfEachOfFiveHundredKeysMakeOneTaskEach() throws Exception {
    startAndCut(500);
  }

  private void startAndCut(int keys) throws Exception {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int key = 0; key < keys; key++) {
        String body = body(key);
        List<Future<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
          int moment = caller % 3;
          callers.add(pool.submit(() -> cut(body, moment)));
        }
        for (Future<Void> caller : callers) {
          caller.get();
        }
      }
    }
    for (int key = 0; key < keys; key++) {
      String task = http.post("/api/tasks", body(key)).json().required("task_id").asString();
      JsonNode listed = http.get("/api/tasks?tag=" + tag(key)).json().required("tasks");
      assertThat(listed).as("tasks of " + tag(key)).hasSize(1);
      assertThat(listed.get(0).required("task_id").asString()).isEqualTo(task);
    }
  }

  private String tag(int key) {
    return run + "-" + key;
  }

  private String body(int key) {
    return "{\"adapter\":\"mock\",\"args\":{},\"idempotency_key\":\"%1$s\",\"tags\":[\"%1$s\"]}"
        .formatted(tag(key));
  }

  /**
   * Sends a whole request and goes away.
   *
   * @param moment 0: by a reset at once, which may overtake the request; 1: by an orderly end at
   *     once; 2: at the first byte of the answer
   */
  private Void cut(String body, int moment) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        """
        POST /api/tasks HTTP/1.1\r
        Host: %s\r
        X-API-Key: %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
            .formatted(http.base().getAuthority(), RunningServer.KEY, content.length);
    try (Socket socket = new Socket(http.base().getHost(), http.base().getPort())) {
      socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
      if (moment == 0) {
        socket.setSoLinger(true, 0);
      }
      if (moment == 2) {
        InputStream answer = socket.getInputStream();
        assertThat(answer.read()).isEqualTo('H');
      }
    }
    return null;
  }
}
