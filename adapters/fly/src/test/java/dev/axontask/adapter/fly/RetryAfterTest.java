package dev.axontask.adapter.fly;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A limit that Fly sets is kept, on a clock that is set by hand. */
class RetryAfterTest {
  private final SetTime time = new SetTime();

  private Duration waited(String retryAfter) throws Exception {
    Pace pace = Pace.PUBLISHED;
    try (FlyStandIn standIn = new FlyStandIn();
        Wire wire = new Wire(Token.of(FlyStandIn.TOKEN).orElseThrow(), pace.request())) {
      standIn.retryAfter(retryAfter);
      standIn.plan("Machines_list", Fault.LIMITED);
      RateLimits limits = new RateLimits(time, pace.hurry());
      Fly fly = new Fly(wire, limits, new Backoff(pace, new Random(1)), pace, time);
      assertThat(new Machines(fly, URI.create(standIn.url())).list("demo", Map.of())).isEmpty();
      assertThat(standIn.served("Machines_list")).isEqualTo(2);
      return time.slept();
    }
  }

  @Test
  void secondsAreWaitedFor() throws Exception {
    assertThat(waited("7"))
        .isBetween(Duration.ofSeconds(7), Duration.ofSeconds(7).plus(Pace.PUBLISHED.backoff()));
  }

  @Test
  void aDateIsWaitedFor() throws Exception {
    assertThat(waited("Thu, 1 Jan 1970 00:00:09 GMT"))
        .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(9).plus(Pace.PUBLISHED.backoff()));
  }

  @Test
  void whatIsNeitherIsNoReasonToWaitLonger() throws Exception {
    assertThat(waited("soon")).isLessThanOrEqualTo(Pace.PUBLISHED.backoff());
  }
}
