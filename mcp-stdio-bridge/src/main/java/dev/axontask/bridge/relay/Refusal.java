package dev.axontask.bridge.relay;

import dev.axontask.bridge.http.HttpResponse;
import dev.axontask.bridge.message.Failure;
import dev.axontask.bridge.message.MalformedMessage;
import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.MessageReader;
import dev.axontask.bridge.settings.Credentials;
import dev.axontask.bridge.settings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer that is not 2xx means for the request that it answers. */
final class Refusal {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final MessageReader reader;
  private final Credentials credentials;
  private final int limit;

  Refusal(MessageReader reader, Credentials credentials, int limit) {
    this.reader = reader;
    this.credentials = credentials;
    this.limit = limit;
  }

  /**
   * Decides from the status, and from the body where that holds a JSON-RPC message.
   *
   * @param session the session in which the request was sent
   * @param key the key that was sent
   */
  Step of(
      HttpResponse response, Message.Request request, SessionState session, @Nullable Secret key)
      throws IOException {
    int status = response.status();
    boolean inSession = session.id() != null && !request.details().stateless();
    if (status == 404 && inSession) {
      return new Step.SessionGone(session, "HTTP status 404");
    }
    return switch (status) {
      case 401 ->
          credentials.changedFrom(key)
              ? new Step.Again("the key was changed", Duration.ZERO, false)
              : failed(request, unauthorized(credentials));
      case 425, 429, 503 -> {
        byte[] body = response.bytes(limit);
        yield response.header("retry-after") == null && answers(request, body)
            ? new Step.Failed(body)
            : new Step.Again(said(response, body), retryAfter(response), false);
      }
      case 502, 504 -> {
        byte[] body = response.bytes(limit);
        yield answers(request, body)
            ? new Step.Failed(body)
            : new Step.Uncertain(said(response, body));
      }
      default ->
          byBody(
              response,
              response.bytes(limit),
              request,
              inSession && status == 400 ? session : null);
    };
  }

  private boolean answers(Message.Request request, byte[] body) {
    return messages(body).stream()
        .anyMatch(message ->
            message instanceof Message.Response answer && request.id().equals(answer.id()));
  }

  private Step byBody(
      HttpResponse response,
      byte[] body,
      Message.Request request,
      @Nullable SessionState mayBeGone) {
    if (answers(request, body)) {
      return new Step.Failed(body);
    }
    String error = null;
    for (Message message : messages(body)) {
      error = message instanceof Message.Response answer ? answer.error() : error;
    }
    if (mayBeGone != null) {
      return new Step.SessionGone(
          mayBeGone, "HTTP status 400" + (error == null ? "" : ": " + error));
    }
    return error == null
        ? failed(
            request,
            new Failure(
                Failure.BAD_ANSWER,
                "the server refused the request with HTTP status "
                    + response.status()
                    + excerpt(body)))
        : new Step.Failed(Failure.adopt(request.id(), error));
  }

  private static String excerpt(byte[] body) {
    String text = new String(body, 0, Math.min(400, body.length), StandardCharsets.UTF_8);
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.isEmpty() ? "" : ": " + line;
  }

  private List<Message> messages(byte[] body) {
    try {
      return reader.read(body);
    } catch (MalformedMessage e) {
      return List.of();
    }
  }

  /** For a handshake of our own. */
  static IOException onHandshake(HttpResponse response, Credentials credentials)
      throws IOException {
    return response.status() == 401
        ? new Refused(unauthorized(credentials))
        : new IOException(
            "a new session was refused: " + said(response, response.body().readNBytes(400)));
  }

  private static Failure unauthorized(Credentials credentials) {
    return new Failure(
        Failure.UNAUTHORIZED,
        "the server refused the API key (HTTP status 401): " + credentials.whereExpected());
  }

  private static Step failed(Message.Request request, Failure failure) {
    return new Step.Failed(failure.answer(request.id()));
  }

  private static String said(HttpResponse response, byte[] body) {
    return "HTTP status " + response.status() + excerpt(body);
  }

  private static Duration retryAfter(HttpResponse response) {
    String seconds = response.header("retry-after");
    if (seconds == null || !seconds.matches("\\d{1,6}")) {
      return Duration.ZERO;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
    return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }
}
