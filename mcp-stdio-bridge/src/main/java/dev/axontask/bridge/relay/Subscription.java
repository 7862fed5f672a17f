package dev.axontask.bridge.relay;

import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.MessageReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
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

  /** So that a server which ends each stream at once is not asked without rest; doubled. */
  private static final Duration REST = Duration.ofSeconds(1);

  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  /** After a stream of this length the next rest is short again. */
  private static final Duration LASTED = Duration.ofSeconds(10);

  private final Message.Request request;
  private final MessageReader reader;
  private final LongSupplier nanos;
  private byte @Nullable [] acknowledged;
  private boolean open;
  private long openSince;
  private Duration rest = REST;

  Subscription(Message.Request request, MessageReader reader, LongSupplier nanos) {
    this.request = request;
    this.reader = reader;
    this.nanos = nanos;
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
      case Step.Uncertain(String why) when begun() -> again(why, Duration.ZERO);
      case Step.Again(String why, Duration atLeast, _) when begun() -> again(why, atLeast);
      case Step.Answered _, Step.Again _, Step.SessionGone _, Step.Uncertain _, Step.Failed _ ->
          step;
    };
  }

  /** A server that was stopped on purpose does not return for this alone. */
  private Step again(String why, Duration atLeast) {
    Duration rest = rest();
    return new Step.Again(why, atLeast.compareTo(rest) > 0 ? atLeast : rest, false);
  }

  private Duration rest() {
    if (!open) {
      return REST;
    }
    open = false;
    Duration now = nanos.getAsLong() - openSince >= LASTED.toNanos() ? REST : rest;
    Duration doubled = now.multipliedBy(2);
    rest = doubled.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : doubled;
    return now;
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
    open = true;
    openSince = nanos.getAsLong();
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
