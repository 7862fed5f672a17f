package dev.axontask.server.running;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Plain requests with the right key unless the request says otherwise. */
public record Http(URI base) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** An answer, whole. */
  public record Answer(int status, HttpResponse<String> raw) {
    public JsonNode json() {
      return Json.tree(raw.body().getBytes(StandardCharsets.UTF_8));
    }

    public String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(Duration.ofSeconds(60))
        .header("X-API-Key", RunningServer.KEY);
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  public Answer post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  public Answer delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  /** To {@code /mcp}, with the headers that the transport asks for. */
  public HttpRequest.Builder mcp(String body) {
    return request("/mcp")
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(BodyPublishers.ofString(body));
  }

  public Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> raw = CLIENT.send(request.build(), BodyHandlers.ofString());
    return new Answer(raw.statusCode(), raw);
  }

  /** An answer line by line; closing the stream cuts the connection. */
  public HttpResponse<Stream<String>> lines(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofLines());
  }

  /** Starts a scripted task and returns its id. */
  public String start(String script) throws IOException, InterruptedException {
    Answer answer = post("/api/tasks", "{\"adapter\": \"mock\", \"args\": " + script + "}");
    return answer.json().required("task_id").asString();
  }

  /** Starts a scripted task and reads it to its end. */
  public String finished(String script) throws IOException, InterruptedException {
    String task = start(script);
    Answer all = get("/api/tasks/" + task + "/stream");
    if (!all.raw().body().contains("event: end")) {
      throw new AssertionError(all.raw().body());
    }
    return task;
  }

  /**
   * A task that failed as often as it may, with this tag. It has a target of its own: at one, so
   * many failures would make the others wait.
   */
  public String deadLetter(String tag) throws IOException, InterruptedException {
    String task =
        post(
                "/api/tasks",
                """
                {"adapter":"mock","max_attempts":2,"tags":["%s"],
                 "args":{"target":"%s","fail":{"code":"busy","message":"No room.","transient":true}}}\
                """
                    .formatted(tag, UUID.randomUUID()))
            .json()
            .required("task_id")
            .asString();
    var _ = get("/api/tasks/" + task + "/stream");
    return task;
  }
}
