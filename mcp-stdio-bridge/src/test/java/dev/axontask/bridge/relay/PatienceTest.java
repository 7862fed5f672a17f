package dev.axontask.bridge.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.settings.Limits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final AtomicLong now = new AtomicLong();
  private final Patience patience = new Patience(Limits.DEFAULT, now::get, () -> 1.0);

  @Test
  void pausesDoubleUpToTheLongest() {
    assertThat(patience.next(Duration.ZERO)).isEqualTo(Duration.ofMillis(50));
    assertThat(patience.next(Duration.ZERO)).isEqualTo(Duration.ofMillis(100));
    for (int i = 0; i < 10; i++) {
      assertThat(patience.next(Duration.ZERO)).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }
    assertThat(patience.next(Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void thePauseThatTheServerAskedForIsNotShortened() {
    assertThat(patience.next(Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void itEndsAMinuteAfterTheFirstFailureUnlessTheServerAnswered() {
    patience.next(Duration.ZERO);
    now.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(patience.next(Duration.ZERO).isNegative()).isFalse();
    patience.reset();
    now.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(patience.next(Duration.ZERO)).isEqualTo(Duration.ofMillis(50));
    now.addAndGet(Duration.ofSeconds(60).toNanos());
    assertThat(patience.next(Duration.ZERO).isNegative()).isTrue();
  }
}
