package dev.axontask.chaos.check;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * At most one attempt at a time: each ends before the next begins, under a higher token.
 *
 * @param jumping hosts whose clock was moved: what they say about times proves nothing
 */
record AttemptAudit(Findings findings, Set<UUID> jumping) {

  void task(TaskRow task, List<AttemptRow> attempts) {
    findings.expect(
        attempts.size() == task.attempt(),
        "each attempt has a row",
        task.id(),
        attempts.size() + " rows, " + task.attempt() + " attempts");
    for (int i = 0; i < attempts.size(); i++) {
      AttemptRow attempt = attempts.get(i);
      findings.expect(
          attempt.number() == i + 1, "attempts are dense", task.id(), "row " + attempt.number());
      findings.expect(
          attempt.token() <= task.token(),
          "the head has the highest token",
          task.id(),
          attempt.token() + " above " + task.token());
      findings.expect(
          attempt.endedMicros() != null || !task.ended(),
          "attempts of what has ended have ended",
          task.id(),
          "attempt " + attempt.number() + " is open");
      if (i > 0) {
        follows(attempts.get(i - 1), attempt);
      }
    }
  }

  private void follows(AttemptRow earlier, AttemptRow later) {
    String what = "attempts " + earlier.number() + " and " + later.number();
    findings.expect(
        earlier.token() < later.token(), "tokens rise with attempts", later.task(), what);
    Long end = earlier.endedMicros();
    boolean apart =
        end != null && (end <= later.startedMicros() || jumping.contains(earlier.host()));
    findings.expect(apart, "one running attempt at a time", later.task(), what + " overlap");
  }
}
