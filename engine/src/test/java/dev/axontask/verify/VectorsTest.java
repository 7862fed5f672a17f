package dev.axontask.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Both verifiers against docs/vectors, which were made without either. */
class VectorsTest {

  @Test
  void theVerifierInJavaGivesEveryVerdictOfTheVectors() throws Exception {
    List<Vectors.Case> cases = Vectors.golden();
    assertThat(cases).hasSizeGreaterThan(100);
    SoftAssertions all = new SoftAssertions();
    for (Vectors.Case each : cases) {
      Verdict verdict = Vectors.java(each);
      all.assertThat(Vectors.Said.of(verdict))
          .as(each.name() + ": " + verdict.line())
          .isEqualTo(each.expected());
      all.assertThat(verdict.line()).doesNotContain("\n").isNotBlank();
    }
    all.assertAll();
  }

  @Test
  void theVerifierInJavaScriptGivesEveryVerdictOfTheVectors() throws Exception {
    List<Vectors.Said> said = Vectors.javaScript(Vectors.GOLDEN);
    Assumptions.assumeTrue(said != null, "no node");
    List<Vectors.Case> cases = Vectors.golden();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      if (said == null || !said.get(i).equals(cases.get(i).expected())) {
        wrong.add(cases.get(i).name());
      }
    }
    assertThat(wrong).isEmpty();
  }
}
