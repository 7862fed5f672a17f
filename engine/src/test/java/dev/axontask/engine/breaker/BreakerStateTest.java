package dev.axontask.engine.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BreakerStateTest {
  private static final BreakerSettings SETTINGS = new BreakerSettings(3, Duration.ofSeconds(40));
  private static final TaskId PROBE = new TaskId(new UUID(1, 1));
  private static final TaskId OTHER = new TaskId(new UUID(1, 2));

  private static BreakerState after(BreakerState state, TaskId task, TargetWord... words) {
    BreakerState now = state;
    for (TargetWord word : words) {
      now = now.after(task, word, SETTINGS);
    }
    return now;
  }

  @Test
  void failuresInARowOpenItAndASuccessBetweenThemDoesNot() {
    BreakerState closed = new BreakerState.Closed(0);
    assertThat(after(closed, OTHER, TargetWord.FAILED, TargetWord.NOTHING, TargetWord.FAILED))
        .isEqualTo(new BreakerState.Closed(2));
    assertThat(after(new BreakerState.Closed(2), OTHER, TargetWord.FAILED))
        .isEqualTo(new BreakerState.Opening(3, Duration.ofSeconds(40)));
    assertThat(after(new BreakerState.Closed(2), OTHER, TargetWord.WORKED, TargetWord.FAILED))
        .isEqualTo(new BreakerState.Closed(1));
  }

  @Test
  void whatIsOpenHearsTheProbeAlone() {
    BreakerState open = new BreakerState.Tripped(3, Duration.ofSeconds(40), PROBE);
    assertThat(after(open, OTHER, TargetWord.FAILED, TargetWord.WORKED)).isEqualTo(open);
    assertThat(after(open, PROBE, TargetWord.NOTHING)).isEqualTo(open);
    assertThat(after(open, PROBE, TargetWord.WORKED)).isEqualTo(new BreakerState.Closed(0));
    assertThat(after(open, PROBE, TargetWord.FAILED))
        .isEqualTo(new BreakerState.Opening(4, Duration.ofSeconds(80)));
  }

  @Test
  void noBreakerIsOpenForLongerThanTheLimit() {
    BreakerState open = new BreakerState.Tripped(9, Duration.ofSeconds(299), PROBE);
    assertThat(after(open, PROBE, TargetWord.FAILED))
        .isEqualTo(new BreakerState.Opening(10, Limits.BREAKER_OPEN_MAX));
  }

  @Test
  void breakersThatAreOffNeverOpen() {
    BreakerSettings off = new BreakerSettings(0, Duration.ofSeconds(30));
    assertThat(new BreakerState.Closed(1000).after(OTHER, TargetWord.FAILED, off))
        .isEqualTo(new BreakerState.Closed(1001));
  }

  @Test
  void aProbeIsKeptTakenBackReplacedOrBelieved() {
    assertThat(ProbeStep.of(new ProbeStep.Standing.Waiting(false))).isEqualTo(ProbeStep.KEEP);
    assertThat(ProbeStep.of(new ProbeStep.Standing.Waiting(true))).isEqualTo(ProbeStep.TAKE_BACK);
    assertThat(ProbeStep.of(new ProbeStep.Standing.Running(true, false))).isEqualTo(ProbeStep.KEEP);
    assertThat(ProbeStep.of(new ProbeStep.Standing.Running(true, true))).isEqualTo(ProbeStep.CLOSE);
    assertThat(ProbeStep.of(new ProbeStep.Standing.Running(false, true)))
        .isEqualTo(ProbeStep.CHOOSE);
    assertThat(ProbeStep.of(new ProbeStep.Standing.Gone())).isEqualTo(ProbeStep.CHOOSE);
  }
}
