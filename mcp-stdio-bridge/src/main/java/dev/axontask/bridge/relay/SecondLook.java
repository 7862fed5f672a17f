package dev.axontask.bridge.relay;

import dev.axontask.bridge.http.HangUp;
import dev.axontask.bridge.http.HttpResponse;
import dev.axontask.bridge.http.SseEvent;
import dev.axontask.bridge.message.Failure;
import dev.axontask.bridge.message.MalformedMessage;
import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.ParamHeader;
import dev.axontask.bridge.message.ToolFacts;
import dev.axontask.bridge.message.ToolList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server for its tools when it has refused a call because of its headers: the client may
 * have the list from another day, or the schema has changed (2026-07-28,
 * basic/transports/streamable-http, "Client Behavior"). Once for each request. For one thread.
 */
final class SecondLook {
  /** HeaderMismatch. */
  private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*-32020\\b");

  private static final int MOST_PAGES = 20;
  private static final int BAD_REQUEST = 400;

  private final Message.Request request;
  private final Wiring wiring;
  private final HangUp hangUp;
  private boolean taken;

  SecondLook(Message.Request request, Wiring wiring, HangUp hangUp) {
    this.request = request;
    this.wiring = wiring;
    this.hangUp = hangUp;
  }

  /** What follows a refusal: another try, if other headers would go with it. */
  Step after(int status, Step step) {
    if (!taken
        && status == BAD_REQUEST
        && request.details().stateless()
        && request.method().equals("tools/call")
        && step instanceof Step.Failed(byte[] answer)
        && CODE.matcher(new String(answer, StandardCharsets.UTF_8)).find()) {
      taken = true;
      return changed() ? new Step.Again("its headers were refused", Duration.ZERO, false) : step;
    }
    return step;
  }

  private boolean changed() {
    List<ParamHeader> before = headers();
    try {
      String cursor = page(null);
      for (int pages = 1; cursor != null && pages < MOST_PAGES; pages++) {
        cursor = page(cursor);
      }
    } catch (IOException | MalformedMessage e) {
      wiring.log().say("the server refused headers, and its tools could not be read: " + e);
    }
    return !headers().equals(before);
  }

  private List<ParamHeader> headers() {
    ToolFacts tool = wiring.tools().find(String.valueOf(request.details().name()));
    return tool == null ? List.of() : tool.headers();
  }

  /** Learns one page of the list and returns where it goes on. */
  private @Nullable String page(@Nullable String cursor) throws IOException, MalformedMessage {
    try (HttpResponse response = wiring.server().post(list(cursor), SessionState.NONE, hangUp)) {
      AnswerStream answer = AnswerStream.of(response, wiring.limits().messageBytes(), null);
      for (SseEvent event = answer.next(); event != null; event = answer.next()) {
        List<Message> messages =
            event.data().length == 0 ? List.of() : wiring.reader().read(event.data());
        for (Message message : messages) {
          if (message instanceof Message.Response page) {
            ToolList tools = wiring.reader().tools(page.text());
            wiring.tools().learn(tools.sound());
            return tools.nextCursor();
          }
        }
      }
      return null;
    }
  }

  private Message list(@Nullable String cursor) throws MalformedMessage {
    String text =
        "{\"jsonrpc\":\"2.0\",\"id\":\"axontask-bridge\",\"method\":\"tools/list\",\"params\":{"
            + (cursor == null ? "" : "\"cursor\":" + Failure.quote(cursor) + ",")
            + "\"_meta\":"
            + wiring.reader().meta(request.text())
            + "}}";
    return wiring.reader().read(text.getBytes(StandardCharsets.UTF_8)).getFirst();
  }
}
