package dev.axontask.bridge.relay;

import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.MessageReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code subscriptions/listen} request through the breaks of its stream (2026-07-28,
 * basic/patterns/subscriptions). Once the server has acknowledged it, a broken stream is opened
 * again with the same request: the subscription's id stays, so the client need not know. It sees no
 * second acknowledgement, unless that differs; and it is told that all it listens to may have
 * changed, because what changed meanwhile was reported to nobody. For one thread, except {@link
 * #is}.
 */
final class Subscription {
  private static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

  /** So that a server which ends each stream at once is not asked without rest. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final Message.Request request;
  private final MessageReader reader;
  private byte @Nullable [] acknowledged;

  Subscription(Message.Request request, MessageReader reader) {
    this.request = request;
    this.reader = reader;
  }

  /** Whether this is such a request: it ends when the client or the server ends it. */
  static boolean is(Message.Request request) {
    return request.details().stateless() && request.method().equals("subscriptions/listen");
  }

  /** Whether the client counts on hearing of changes. */
  boolean begun() {
    return acknowledged != null;
  }

  /** What follows a try once it has begun: never an end that the client does not hear of. */
  Step after(Step step) {
    return switch (step) {
      case Step.Uncertain(String why) when begun() -> new Step.Again(why, REST, false);
      case Step.Again(String why, Duration atLeast, _) when begun() ->
          // A server that was stopped on purpose does not return for this alone.
          new Step.Again(why, atLeast.compareTo(REST) > 0 ? atLeast : REST, false);
      case Step.Answered _, Step.Again _, Step.SessionGone _, Step.Uncertain _, Step.Failed _ ->
          step;
    };
  }

  /** What the client is to see in place of a message of the stream. */
  List<byte[]> shown(Message message) {
    if (!is(request)
        || !(message instanceof Message.Notification notification)
        || !notification.method().equals(ACKNOWLEDGED)) {
      return List.of(message.text());
    }
    byte[] before = acknowledged;
    acknowledged = message.text();
    if (before == null) {
      return List.of(message.text());
    }
    List<byte[]> shown = new ArrayList<>();
    if (!Arrays.equals(before, acknowledged)) {
      shown.add(acknowledged);
    }
    shown.addAll(reader.acknowledgement(acknowledged).allMayHaveChanged(request.id()));
    return shown;
  }
}
