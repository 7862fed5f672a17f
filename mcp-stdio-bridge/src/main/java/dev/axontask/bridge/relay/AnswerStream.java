package dev.axontask.bridge.relay;

import dev.axontask.bridge.http.HttpResponse;
import dev.axontask.bridge.http.SseEvent;
import dev.axontask.bridge.http.SseReader;
import dev.axontask.bridge.message.Failure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a 2xx answer, event by event; a JSON body counts as one event. For one thread.
 */
final class AnswerStream {
  private final @Nullable SseReader events;
  private @Nullable SseEvent single;

  private AnswerStream(@Nullable SseReader events, @Nullable SseEvent single) {
    this.events = events;
    this.single = single;
  }

  /**
   * @param lastId the event after which the stream was resumed
   * @throws Refused when the answer is neither JSON nor a stream of events
   */
  static AnswerStream of(HttpResponse response, int limit, @Nullable String lastId)
      throws IOException {
    return switch (response.mediaType()) {
      case "text/event-stream" ->
          new AnswerStream(new SseReader(response.body(), limit, lastId), null);
      case "application/json" ->
          new AnswerStream(null, new SseEvent(response.bytes(limit), null, null, false));
      default -> throw new Refused(notMcp(response));
    };
  }

  /** Null at the end. */
  @Nullable SseEvent next() throws IOException {
    if (events != null) {
      return events.next();
    }
    SseEvent event = single;
    single = null;
    return event;
  }

  private static Failure notMcp(HttpResponse response) {
    String got =
        response.mediaType().isEmpty()
            ? "status " + response.status() + " and no answer"
            : response.mediaType();
    return new Failure(
        Failure.BAD_ANSWER,
        "the server answered with " + got + ", which is not MCP; does AXONTASK_URL point at it?");
  }
}
