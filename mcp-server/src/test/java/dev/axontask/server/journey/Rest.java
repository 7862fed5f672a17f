package dev.axontask.server.journey;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The plain HTTP side, spoken with the JDK's client. Thread-safe. */
public final class Rest implements AutoCloseable {
  /** Reads and writes the JSON of all tests here. */
  public static final JsonMapper JSON = JsonMapper.shared();

  private final URI base;
  private final String key;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public Rest(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  /** A whole answer. */
  public record Reply(int status, String contentType, String body) {
    public JsonNode json() {
      return JSON.readTree(body);
    }

    /** The body, where nothing but this status will do. */
    public JsonNode expect(int expected) {
      if (status != expected) {
        throw new AssertionError("expected " + expected + ", got " + status + ": " + body);
      }
      return json();
    }
  }

  public Reply get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  public Reply get(String path, String accept) throws IOException, InterruptedException {
    return send(request(path).header("Accept", accept).GET());
  }

  public Reply post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** Sends what {@link #request} began. */
  public Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(request.timeout(Duration.ofSeconds(70)).build(), BodyHandlers.ofString());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return new Reply(answer.statusCode(), type, answer.body());
  }

  /** An answer that comes line by line; the caller closes it. */
  public HttpResponse<Stream<String>> lines(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofLines());
  }

  /** A request with the key. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + key);
  }

  /** Whether the server says that it is ready. */
  public boolean ready() throws InterruptedException {
    try {
      return get("/health/ready").status() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
