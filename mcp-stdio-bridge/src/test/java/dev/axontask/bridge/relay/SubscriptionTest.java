package dev.axontask.bridge.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.message.MalformedMessage;
import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.MessageReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
  private static final Step LOST = new Step.Uncertain("cut");
  private static final Step NOBODY = new Step.Again("refused", Duration.ZERO, true);
  private static final Step ENDED = new Step.Failed(new byte[0]);

  private static final String ACKNOWLEDGED =
      "{\"method\":\"notifications/subscriptions/acknowledged\"}";

  private final MessageReader reader = new MessageReader();
  private final AtomicLong now = new AtomicLong();

  private Message message(String json) throws MalformedMessage {
    return reader.read(json.getBytes(StandardCharsets.UTF_8)).getFirst();
  }

  private Subscription subscription() throws MalformedMessage {
    Message listen =
        message(
            "{\"id\":1,\"method\":\"subscriptions/listen\",\"params\":{\"_meta\":{"
                + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}");
    return new Subscription((Message.Request) listen, reader, now::get);
  }

  @Test
  void beforeItsAcknowledgementItIsARequestLikeAnyOther() throws MalformedMessage {
    Subscription subscription = subscription();
    assertThat(subscription.after(LOST)).isSameAs(LOST);
    assertThat(subscription.after(NOBODY)).isSameAs(NOBODY);
  }

  @Test
  void afterwardsEachBreakIsFollowedByAnotherTryWhichStartsNoServer() throws MalformedMessage {
    Subscription subscription = subscription();
    subscription.shown(message(ACKNOWLEDGED));
    for (int i = 0; i < 100; i++) {
      assertThat(subscription.after(LOST))
          .isEqualTo(new Step.Again("cut", Duration.ofSeconds(1), false));
      assertThat(subscription.after(NOBODY))
          .isEqualTo(new Step.Again("refused", Duration.ofSeconds(1), false));
    }
    Step asked = new Step.Again("busy", Duration.ofSeconds(7), false);
    assertThat(subscription.after(asked)).isEqualTo(asked);
    assertThat(subscription.after(ENDED)).isSameAs(ENDED);
  }

  @Test
  void streamsThatEndAtOnceAreAskedForEverMoreSeldomUntilOneLasts() throws MalformedMessage {
    Subscription subscription = subscription();
    for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
      subscription.shown(message(ACKNOWLEDGED));
      assertThat(subscription.after(LOST))
          .isEqualTo(new Step.Again("cut", Duration.ofSeconds(seconds), false));
    }
    subscription.shown(message(ACKNOWLEDGED));
    now.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(subscription.after(LOST))
        .isEqualTo(new Step.Again("cut", Duration.ofSeconds(1), false));
  }
}
