package dev.axontask.adapter.shell.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
  @Test
  void alternativesBecomeRulesOfTheirOwn() {
    String text = "# why\n\nrefuse EPERM socket if arg0 == 2|10, arg1 & 0xf == 3\n";
    var low = new Condition(0, 0xffff_ffffL, 2);
    var type = new Condition(1, 0xf, 3);
    assertThat(Rules.parse(text, false))
        .containsExactly(
            new Rule("socket", Rule.Answer.EPERM, List.of(low, type)),
            new Rule(
                "socket", Rule.Answer.EPERM, List.of(new Condition(0, 0xffff_ffffL, 10), type)));
  }

  @Test
  void rulesForTheNetworkAreForThoseThatHaveIt() {
    String text = "offline refuse EPERM socket if arg0 > 10\nnetwork allow socket\n";
    assertThat(Rules.parse(text, false))
        .containsExactly(new Rule("socket", Rule.Answer.EPERM, List.of(new Condition(0, 0, 10))));
    assertThat(Rules.parse(text, true))
        .containsExactly(new Rule("socket", Rule.Answer.ALLOW, List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permit read",
        "refuse read",
        "refuse ENOENT read",
        "allow read if arg6 == 1",
        "allow read if arg0 = 1",
        "allow read if arg0 == 1 or more",
        " allow read",
        "offline"
      })
  void whatIsNoRuleIsNotPassedOver(String line) {
    assertThatThrownBy(() -> Rules.parse(line, false)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noCallIsBothAllowedAndRefusedWhateverIsAsked() throws Exception {
    for (boolean network : List.of(true, false)) {
      Map<String, Rule.Answer> answers = new HashMap<>();
      for (Rule rule : Rules.read(network)) {
        if (!rule.byArguments()) {
          assertThat(answers.put(rule.call(), rule.answer())).as(rule.call()).isNull();
        }
      }
      assertThat(answers).hasSizeGreaterThan(300);
    }
  }
}
