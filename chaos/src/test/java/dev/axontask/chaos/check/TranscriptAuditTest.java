package dev.axontask.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.chaos.record.Journal;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TranscriptAuditTest {
  private final SoundLog log = SoundLog.ofOneAttempt();

  @Test
  void anExactSlicePasses() {
    assertThat(judged(1, event(2, "one\n"), event(3, "two\n"), "{'reader':1,'next_seq':3}"))
        .isEmpty();
  }

  @Test
  void aReaderThatSkipsIsNamed() {
    assertThat(judged(1, event(3, "two\n"))).contains("WRONG readers get an exact slice (1)");
  }

  @Test
  void aReaderThatGetsSomethingTwiceIsNamed() {
    assertThat(judged(1, event(2, "one\n"), event(2, "one\n")))
        .contains("WRONG readers get an exact slice (1)");
  }

  @Test
  void aReaderThatSawWhatWasNeverCommittedIsNamed() {
    assertThat(judged(1, event(2, "other\n"))).contains("WRONG readers see what is in the log (1)");
  }

  @Test
  void aCursorThatRunsAheadIsNamed() {
    assertThat(judged(1, event(2, "one\n"), "{'reader':1,'next_seq':3}"))
        .contains("WRONG cursors are where the reader is (1)");
  }

  private String event(int seq, String text) {
    String hash = HexFormat.of().formatHex(log.events.get(seq - 1).hash());
    return "{'reader':1,'event':{'seq':%d,'kind':'stdout','payload':{'text':'%s'},'hash':'%s'}}"
        .formatted(seq, text.replace("\n", "\\n"), hash);
  }

  private List<String> judged(long since, String... lines) {
    Findings findings = new Findings();
    TranscriptAudit audit =
        new TranscriptAudit(Map.of(log.task, log.log("succeeded", 1)), findings);
    String first = "{'reader':1,'task':'%s','how':'SSE','since':%d}".formatted(log.task, since);
    audit.next(Journal.JSON.readTree(first.replace('\'', '"')));
    for (String line : lines) {
      audit.next(Journal.JSON.readTree(line.replace('\'', '"')));
    }
    return findings.lines();
  }
}
