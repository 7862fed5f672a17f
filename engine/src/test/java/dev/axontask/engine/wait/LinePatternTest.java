package dev.axontask.engine.wait;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LinePatternTest {
  static LinePattern pattern(String text) {
    return switch (LinePattern.parse(text)) {
      case LinePattern.Parsed.Usable usable -> usable.pattern();
      case LinePattern.Parsed.Refused refused -> throw new AssertionError(refused.problem());
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listening on .*:[0-9]{2,5}",
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2} (?i)ready",
        "a{b}c{,3}",
        "\\Q{(9999}\\E",
        "\\p{Greek}{2,3}\\x{1F600}",
        "[]{9999}[^]x]"
      })
  void whatPeopleWriteIsTakenAndItsSizeIsNotUnderrated(String text) {
    assertThat(LinePattern.parse(text)).isInstanceOf(LinePattern.Parsed.Usable.class);
    assertThat(Pattern.compile(text).programSize())
        .isLessThanOrEqualTo((int) (2 * PatternSize.of(text) + 10));
  }

  /** Written out, each of these would take more memory than there is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{999}){999}){999}",
        "(?:(?:(?:x{9}){99}){99}){999}",
        "a{(b{1000}){1000}",
        "(a{1,1000}){1,1000}",
        "(((([a-z]{1000})+){1000})*){1000}",
        "\\Qa\\E(b{1000}){1000}",
        ")(c{1000}){1000}",
        "(\\p{L}{1000}){1000}",
        "(((a{100}){100}){100}",
        "a{99999999999999999999}"
      })
  void whatWouldGrowWithoutEndIsRefusedBeforeItIsBuilt(String text) {
    assertThat(LinePattern.parse(text)).isInstanceOf(LinePattern.Parsed.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a(?=b)", "(a)\\1", "[z-a]", "*"})
  void whatIsNoPatternOfRe2IsRefusedInWords(String text) {
    assertThat(LinePattern.parse(text))
        .isInstanceOfSatisfying(
            LinePattern.Parsed.Refused.class,
            refused -> assertThat(refused.problem()).contains("RE2"));
  }

  /** The classic ones, which take ages where a matcher goes back and tries again. */
  @ParameterizedTest
  @ValueSource(
      strings = {"(a+)+$", "(a|aa)+$", "(.*a){20}$", "(a?){50}a{50}$", "^(([a-z])+.)+[A-Z]$"})
  void aHostilePatternTakesItsTimeButNotMore(String text) {
    String line = "a".repeat(LineSearch.LINE_BYTES - 1) + "!";
    assertThat(pattern(text).isIn(line)).isFalse();
  }

  @Test
  void ofALongLineWhatIsAroundTheMatchIsShown() {
    String line = "x".repeat(5_000) + "READY" + "😀".repeat(5_000);
    assertThat(pattern("READY").excerpt(line))
        .hasValueSatisfying(shown ->
            assertThat(shown)
                .contains("xREADY😀")
                .hasSizeBetween(LinePattern.SHOWN - 1, LinePattern.SHOWN)
                .endsWith("😀"));
  }
}
