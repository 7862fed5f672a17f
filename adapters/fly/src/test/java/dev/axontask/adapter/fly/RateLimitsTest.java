package dev.axontask.adapter.fly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private final SetTime time = new SetTime();
  private final RateLimits limits = new RateLimits(time, 1);

  @Test
  void aBurstOfThreeIsLetThroughAndThenOneASecond() throws Exception {
    for (int i = 0; i < 3; i++) {
      limits.await(Action.STOP, "m1");
    }
    assertThat(time.slept()).isEqualTo(Duration.ZERO);
    limits.await(Action.STOP, "m1");
    limits.await(Action.STOP, "m1");
    assertThat(time.slept()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void eachActionOfEachMachineHasItsOwnLimit() throws Exception {
    for (int i = 0; i < 3; i++) {
      limits.await(Action.STOP, "m1");
      limits.await(Action.LEASE, "m1");
      limits.await(Action.STOP, "m2");
    }
    assertThat(time.slept()).isEqualTo(Duration.ZERO);
  }

  @Test
  void looksAtAMachineMayBeFiveTimesAsMany() throws Exception {
    for (int i = 0; i < 15; i++) {
      limits.await(Action.GET, "m1");
    }
    assertThat(time.slept()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aPauseAfterAFailureIsNeverLessThanFlyAskedForNorMoreThanTheMost() {
    Pace pace = Pace.PUBLISHED;
    Backoff backoff = new Backoff(pace, new Random(1));
    for (int tried = 1; tried < 40; tried++) {
      Duration asked = Duration.ofSeconds(tried);
      assertThat(backoff.pause(tried, asked))
          .isGreaterThanOrEqualTo(asked)
          .isLessThanOrEqualTo(asked.plus(pace.backoffMax()));
      assertThat(backoff.pause(tried, Duration.ofDays(1)))
          .isLessThanOrEqualTo(pace.backoffMax().multipliedBy(2));
    }
  }
}
