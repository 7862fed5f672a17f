package dev.axontask.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.chaos.record.Journal;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnswerAuditTest {
  private final SoundLog log = SoundLog.ofOneAttempt();

  @Test
  void whatIsThereWasRightlyAcknowledged() {
    assertThat(
            judged(
                "{'answer':'accepted','key':'key'}",
                shown("status", "running", 2),
                shown("end", "succeeded", 4)))
        .isEmpty();
  }

  @Test
  void anAcknowledgedTaskThatIsGoneIsNamed() {
    String line = "{'answer':'accepted','key':'key','task':'" + new UUID(9, 9) + "'}";
    assertThat(judged(line)).contains("WRONG acknowledged is in the log (1)");
  }

  @Test
  void aHeadThatWasRolledBackIsNamed() {
    assertThat(judged(shown("status", "running", 2, "00ff")))
        .contains("WRONG a head that was shown is in the log (1)");
  }

  @Test
  void anEndThatChangedIsNamed() {
    assertThat(judged(shown("status", "lost", 3)))
        .contains("WRONG an end that was shown is the end (1)");
  }

  private String shown(String answer, String state, int seq) {
    return shown(answer, state, seq, HexFormat.of().formatHex(log.events.get(seq - 1).hash()));
  }

  private static String shown(String answer, String state, int seq, String hash) {
    return "{'answer':'%s','state':'%s','last_seq':%d,'head_hash':'%s'}"
        .formatted(answer, state, seq, hash);
  }

  private List<String> judged(String... lines) {
    Findings findings = new Findings();
    AnswerAudit audit = new AnswerAudit(Map.of(log.task, log.log("succeeded", 1)), findings);
    for (String line : lines) {
      String whole =
          line.contains("'task'") ? line : line.replace("{", "{'task':'" + log.task + "',");
      audit.next(Journal.JSON.readTree(whole.replace('\'', '"')));
    }
    return findings.lines();
  }
}
