package dev.axontask.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessAuditTest {
  @TempDir Path folder;

  @Test
  void executionsOneAfterTheOtherPass() throws IOException {
    assertThat(judged(2, line("a", 10), line("a", 20), line("b", 30))).isEmpty();
  }

  @Test
  void executionsAtTheSameTimeAreNamed() throws IOException {
    assertThat(judged(2, line("a", 10), line("b", 15), line("a", 20)))
        .contains("WRONG one execution at a time (1)");
  }

  @Test
  void moreExecutionsThanAllowedAreNamed() throws IOException {
    assertThat(judged(1, line("a", 10), line("b", 30)))
        .contains("WRONG a command runs at most as often as it may (1)");
  }

  @Test
  void aLineThatWasCutByADeathIsLeftOut() throws IOException {
    assertThat(judged(1, line("a", 10), "b alive 17636832")).isEmpty();
  }

  private static String line(String execution, int at) {
    return execution + " alive " + (1_763_683_200_000_000_000L + at);
  }

  private List<String> judged(int allowed, String... lines) throws IOException {
    Files.write(folder.resolve("key"), List.of(lines));
    Findings findings = new Findings();
    new WitnessAudit(findings).run(folder, Map.of("key", allowed));
    return findings.lines();
  }
}
