package dev.axontask.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogAuditTest {
  @Test
  void aSoundLogPasses() {
    assertThat(judged(SoundLog.ofOneAttempt(), 1)).isEmpty();
  }

  @Test
  void aRetryMayFollowAnAttempt() {
    SoundLog log =
        new SoundLog()
            .with(1, "started", "{}")
            .with(1, "retry", "{}")
            .with(2, "started", "{}")
            .with(2, "succeeded", "{}");
    assertThat(judged(log, 2)).isEmpty();
  }

  @Test
  void aGapIsNamed() {
    SoundLog log = new SoundLog().with(1, "started", "{}").with(3, 1, "succeeded", "{}");
    assertThat(judged(log, 1)).contains("WRONG sequences are dense (1)");
  }

  @Test
  void anEventAfterTheLastIsNamed() {
    SoundLog log = SoundLog.ofOneAttempt().with(1, "succeeded", "{}");
    assertThat(judged(log, 1)).contains("WRONG nothing follows the last event (1)");
  }

  @Test
  void aStaleAttemptsEventIsNamed() {
    SoundLog log =
        new SoundLog()
            .with(1, "started", "{}")
            .with(1, "retry", "{}")
            .with(1, "stdout", "late\n")
            .with(2, "succeeded", "{}");
    assertThat(judged(log, 2)).contains("WRONG attempts follow one another (1)");
  }

  @Test
  void anAttemptThatStartsTwiceIsNamed() {
    SoundLog log =
        new SoundLog().with(1, "started", "{}").with(1, "started", "{}").with(1, "succeeded", "{}");
    assertThat(judged(log, 1)).contains("WRONG an attempt starts once (1)");
  }

  @Test
  void aForkIsNamed() {
    SoundLog log = SoundLog.ofOneAttempt();
    EventRow other = SoundLog.ofOneAttempt().with(1, "stdout", "x").events.getLast();
    log.events.set(3, other);
    assertThat(judged(log, 1)).contains("WRONG each event links to the one before (1)");
  }

  @Test
  void aHeadElsewhereIsNamed() {
    SoundLog log = SoundLog.ofOneAttempt();
    TaskRow row = log.row("succeeded", 1);
    log.events.removeLast();
    assertThat(judged(log, row)).contains("WRONG the head is the last event (1)");
  }

  private static List<String> judged(SoundLog log, int attempts) {
    return judged(log, log.row("succeeded", attempts));
  }

  private static List<String> judged(SoundLog log, TaskRow row) {
    Findings findings = new Findings();
    LogAudit audit = new LogAudit(row, findings);
    log.events.forEach(audit::next);
    audit.end();
    return findings.lines();
  }
}
