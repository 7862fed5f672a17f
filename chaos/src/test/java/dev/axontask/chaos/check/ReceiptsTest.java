package dev.axontask.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.chaos.record.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The first of docs/vectors/verdicts.json is a receipt as it was made. */
class ReceiptsTest {
  private static final String UNSIGNED = "WRONG receipts verify (1)";
  private final JsonNode vector;

  ReceiptsTest() throws IOException {
    vector =
        Journal.JSON.readTree(Files.readString(Path.of("../docs/vectors/verdicts.json"))).get(0);
  }

  @Test
  void aSignatureThatFitsPasses() throws GeneralSecurityException {
    assertThat(judged(vector.required("receipt").asString())).doesNotContain(UNSIGNED);
  }

  @Test
  void aSignatureThatDoesNotFitIsNamed() throws GeneralSecurityException {
    String jws = vector.required("receipt").asString();
    int dot = jws.lastIndexOf('.');
    char other = jws.charAt(dot + 1) == 'A' ? 'B' : 'A';
    assertThat(judged(jws.substring(0, dot + 1) + other + jws.substring(dot + 2)))
        .contains(UNSIGNED);
  }

  @Test
  void aReceiptThatSaysAnotherEndIsNamed() throws GeneralSecurityException {
    assertThat(judged(vector.required("receipt").asString()))
        .contains("WRONG receipts say what the log says (1)");
  }

  private List<String> judged(String jws) throws GeneralSecurityException {
    Findings findings = new Findings();
    JsonNode keys = Journal.JSON.readTree(vector.required("keys").asString());
    new Receipts(keys, findings).check(SoundLog.ofOneAttempt().log("lost", 1), jws);
    return findings.lines();
  }
}
