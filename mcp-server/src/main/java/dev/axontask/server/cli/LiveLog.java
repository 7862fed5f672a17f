package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Follows a task's events and prints them. Comes back by itself, from where it was, when the server
 * is restarted.
 */
final class LiveLog {
  private static final int MOST_TRIES = 60;

  private final Client client;
  private final Console console;
  private final boolean json;
  private final String task;
  private long lastSeq = -1;
  private @Nullable JsonNode end;

  /**
   * Follows this task.
   *
   * @param json prints each event as a line of JSON, in place of its output
   */
  LiveLog(Client client, Console console, String task, boolean json) {
    this.client = client;
    this.console = console;
    this.task = task;
    this.json = json;
  }

  /** Prints all events up to the task's end. */
  void follow() throws IOException, InterruptedException {
    int tries = 0;
    while (end == null) {
      long before = lastSeq;
      try {
        read();
      } catch (IOException e) {
        tries = lastSeq > before ? 0 : tries + 1;
        if (tries > MOST_TRIES || (lastSeq < 0 && tries > 1)) {
          throw e;
        }
        console.progress("the connection was lost; trying again");
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      }
    }
  }

  private void read() throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.stream("/api/tasks/" + task + "/stream", "text/event-stream", lastSeq);
    if (answer.statusCode() == 204) {
      end = Json.MAPPER.createObjectNode();
      return;
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      String event = "";
      for (String line = lines.readLine(); line != null && end == null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          event = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
          take(event, line.substring("data: ".length()));
        }
      }
    }
  }

  private void take(String event, String data) {
    JsonNode node = Json.tree(data.getBytes(StandardCharsets.UTF_8));
    switch (event) {
      case "end" -> end = node;
      case "trimmed" -> console.note(TaskText.trimmed(node));
      case "paused" -> console.progress("the server is stopping; waiting for the next one");
      default -> {
        lastSeq = node.path("seq").asLong(lastSeq);
        if (json) {
          console.line(data);
        } else {
          show(event, node);
        }
      }
    }
  }

  private void show(String kind, JsonNode event) {
    JsonNode payload = event.path("payload");
    if (event.path("erased").asBoolean(false)) {
      console.note("[" + kind + " erased]");
      return;
    }
    switch (kind) {
      case "stdout" -> console.output(bytes(payload), false);
      case "stderr" -> console.output(bytes(payload), true);
      case "progress" -> console.progress(progress(payload));
      case "started", "succeeded", "failed", "canceled", "timed_out", "lost", "dead_letter" -> {
        // How it ended is said once, after the log.
      }
      default -> console.note("[" + kind + " " + payload + "]");
    }
  }

  private static byte[] bytes(JsonNode payload) {
    return payload.has("base64")
        ? Base64.getDecoder().decode(payload.path("base64").asString(""))
        : payload.path("text").asString("").getBytes(StandardCharsets.UTF_8);
  }

  private static String progress(JsonNode payload) {
    String percent =
        payload.has("fraction")
            ? Math.round(payload.path("fraction").asDouble() * 100) + " % "
            : "";
    return percent + payload.path("message").asString("");
  }
}
