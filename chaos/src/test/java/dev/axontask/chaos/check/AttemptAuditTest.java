package dev.axontask.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AttemptAuditTest {
  private static final UUID HOST = new UUID(7, 7);
  private final SoundLog log = new SoundLog();

  @Test
  void attemptsOneAfterTheOtherPass() {
    assertThat(judged(Set.of(), attempt(1, 1, 10, 20), attempt(2, 2, 20, 30))).isEmpty();
  }

  @Test
  void attemptsAtTheSameTimeAreNamed() {
    assertThat(judged(Set.of(), attempt(1, 1, 10, 25), attempt(2, 2, 20, 30)))
        .contains("WRONG one running attempt at a time (1)");
  }

  @Test
  void aClockThatWasMovedProvesNothing() {
    assertThat(judged(Set.of(HOST), attempt(1, 1, 10, 25), attempt(2, 2, 20, 30))).isEmpty();
  }

  @Test
  void anAttemptWithoutARaisedTokenIsNamed() {
    assertThat(judged(Set.of(), attempt(1, 2, 10, 20), attempt(2, 2, 20, 30)))
        .contains("WRONG tokens rise with attempts (1)");
  }

  @Test
  void anAttemptThatWasLeftOpenIsNamed() {
    AttemptRow open = new AttemptRow(log.task, 2, 2, HOST, 20, null, null);
    assertThat(judged(Set.of(), attempt(1, 1, 10, 20), open))
        .contains("WRONG attempts of what has ended have ended (1)");
  }

  private AttemptRow attempt(int number, long token, long from, long to) {
    return new AttemptRow(log.task, number, token, HOST, from, to, "succeeded");
  }

  private List<String> judged(Set<UUID> jumping, AttemptRow... attempts) {
    Findings findings = new Findings();
    new AttemptAudit(findings, jumping)
        .task(log.row("succeeded", attempts.length), List.of(attempts));
    return findings.lines();
  }
}
