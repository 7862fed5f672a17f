package dev.axontask.server.journey.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.journey.Await;
import dev.axontask.server.journey.Rest;
import dev.axontask.server.journey.ServerProcess;
import dev.axontask.stores.scratch.ScratchFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A conversation with a real command while its server is killed again and again. */
@Timeout(300)
class SentInputIT {
  private static final int LINES = 150;
  private static final int KILLS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * Each line is sent until somebody says that it was accepted, under one {@code input_id}; the
   * server dies in the middle of it all. The command reads each line once, in order.
   */
  @Test
  void everyLineIsReadOnceAndInOrderThroughKills() throws Exception {
    try (ScratchFolder folder = ScratchFolder.create();
        ServerProcess server = new ServerProcess(folder.path().resolve("data")).start();
        Rest rest = server.rest()) {
      String task = start(rest);
      AtomicInteger accepted = new AtomicInteger();
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> sendAll(rest, task, accepted), Thread::startVirtualThread);
      for (int kill = 1; kill <= KILLS; kill++) {
        int enough = kill * LINES / (KILLS + 1);
        Await.until("lines are accepted", PATIENCE, () -> accepted.get() >= enough);
        server.kill();
        server.start();
      }
      sender.get();
      assertThat(output(rest, task)).isEqualTo(lines());
    }
  }

  private static String lines() {
    return IntStream.range(0, LINES).mapToObj(SentInputIT::line).collect(Collectors.joining());
  }

  private static String line(int number) {
    return "line " + number + " é\u0000\n";
  }

  private static String start(Rest rest) throws IOException, InterruptedException {
    String task =
        rest.post(
                "/api/tasks",
                "{\"args\": {\"argv\": [\"cat\"], \"interactive\": true}, \"name\": \"conversation\"}")
            .expect(201)
            .required("task_id")
            .asString();
    Await.until("the task runs", PATIENCE, () -> running(rest, task));
    return task;
  }

  private static boolean running(Rest rest, String task) {
    try {
      return rest.get("/api/tasks/" + task).json().required("state").asString().equals("running");
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void sendAll(Rest rest, String task, AtomicInteger accepted) {
    try {
      for (int number = 0; number < LINES; number++) {
        send(rest, task, Map.of("text", line(number), "input_id", "line-" + number));
        accepted.incrementAndGet();
      }
      send(rest, task, Map.of("eof", true, "input_id", "end"));
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private static void send(Rest rest, String task, Map<String, Object> input)
      throws InterruptedException {
    String body = Rest.JSON.writeValueAsString(new TreeMap<>(input));
    var _ = Await.result("the input is accepted", PATIENCE, () -> accepted(rest, task, body));
  }

  private static @Nullable JsonNode accepted(Rest rest, String task, String body)
      throws InterruptedException {
    try {
      Rest.Reply reply = rest.post("/api/tasks/" + task + "/input", body);
      return reply.status() == 503 ? null : reply.expect(202);
    } catch (IOException killed) {
      return null;
    }
  }

  private static String output(Rest rest, String task) throws IOException, InterruptedException {
    StringBuilder output = new StringBuilder();
    long since = 0;
    while (true) {
      JsonNode end = rest.get("/api/tasks/" + task + "/wait").expect(200);
      JsonNode page = rest.get("/api/tasks/" + task + "/events?since_seq=" + since).expect(200);
      for (JsonNode event : page.required("events")) {
        since = event.required("seq").asLong();
        if (event.required("kind").asString().equals("stdout")) {
          output.append(event.required("payload").required("text").asString());
        }
      }
      if (page.required("done").asBoolean() && end.required("reason").asString().equals("ended")) {
        return output.toString();
      }
    }
  }
}
