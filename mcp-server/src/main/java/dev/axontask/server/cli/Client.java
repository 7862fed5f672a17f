package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import dev.axontask.server.settings.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Talks to a server over plain HTTP. Refusals become {@link FailedException}s in the server's
 * words.
 */
final class Client implements AutoCloseable {
  private static final int MOST_OF_A_REFUSAL = 1 << 20;
  private static final int UNAVAILABLE = 503;
  private static final Duration PATIENCE = Duration.ofSeconds(70);

  private final URI base;
  private final Secret key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  Client(ClientSettings settings) {
    this.base = settings.url();
    this.key = settings.key();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return json(send(request(path).timeout(PATIENCE).GET().build()));
  }

  JsonNode delete(String path) throws IOException, InterruptedException {
    return json(send(request(path).timeout(PATIENCE).DELETE().build()));
  }

  /** How the server is, also when it is not well. */
  JsonNode health() throws IOException, InterruptedException {
    return json(received(request("/health").timeout(PATIENCE).GET().build()));
  }

  JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    return json(
        send(
            request(path)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body)))
                .build()));
  }

  /**
   * The body as it comes; the caller closes it.
   *
   * @param lastEventId negative for none
   */
  HttpResponse<InputStream> stream(String path, String accept, long lastEventId)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).header("Accept", accept).GET();
    if (lastEventId >= 0) {
      request.header("Last-Event-ID", Long.toString(lastEventId));
    }
    return send(request.build());
  }

  /** The path goes behind the base's own, which a proxy in front of the server may need. */
  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + key.reveal());
  }

  private HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = received(request);
    if (answer.statusCode() == UNAVAILABLE) {
      throw new UnavailableException(String.valueOf(refused(answer).getMessage()));
    }
    if (answer.statusCode() >= 400) {
      throw refused(answer);
    }
    return answer;
  }

  private HttpResponse<InputStream> received(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new UnreachableException(base, e);
    } catch (IOException e) {
      throw new IOException(
          "%s gave no answer that can be read (%s); ./axontask doctor looks at the server."
              .formatted(base, e.getMessage()),
          e);
    }
  }

  private static JsonNode json(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream in = answer.body()) {
      return Json.tree(in.readAllBytes());
    }
  }

  private static FailedException refused(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream in = answer.body()) {
      JsonNode problem = Json.tree(in.readNBytes(MOST_OF_A_REFUSAL));
      StringBuilder text = new StringBuilder(problem.path("detail").asString(""));
      if (text.isEmpty()) {
        return unexplained(answer.statusCode());
      }
      problem
          .path("errors")
          .forEach(error ->
              text.append("\n  ")
                  .append(error.path("field").asString(""))
                  .append(' ')
                  .append(error.path("message").asString("")));
      return new FailedException(AxonTask.FAILED, text.toString());
    } catch (JacksonException e) {
      return unexplained(answer.statusCode());
    }
  }

  private static FailedException unexplained(int status) {
    return new FailedException(
        AxonTask.FAILED,
        "the server answered with HTTP %d and no explanation; is AXONTASK_URL an AxonTask server?"
            .formatted(status));
  }

  /** It answers, but cannot serve this now; the same request may succeed in a moment. */
  static final class UnavailableException extends IOException {
    UnavailableException(String detail) {
      super(detail);
    }
  }

  /** Nothing listens there. */
  static final class UnreachableException extends IOException {
    UnreachableException(URI base, IOException cause) {
      super(
          "no server answers at "
              + base
              + "; start one with ./axontask serve, or set AXONTASK_URL.",
          cause);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
