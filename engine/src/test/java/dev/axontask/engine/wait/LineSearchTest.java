package dev.axontask.engine.wait;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LineSearchTest {
  private static LineSearch search(String pattern) {
    return new LineSearch(LinePatternTest.pattern(pattern));
  }

  private static void take(LineSearch search, String text) {
    search.take(text.getBytes(UTF_8));
  }

  @Test
  void whereverOutputIsCutEachLineThatMatchesCountsOnce() {
    byte[] text = "one é ready\nnot\r\nready ready\rrea\ndy\n\nready 😀".getBytes(UTF_8);
    for (int first = 0; first <= text.length; first++) {
      for (int second = first; second <= text.length; second++) {
        LineSearch search = search("ready");
        search.take(Arrays.copyOfRange(text, 0, first));
        search.take(Arrays.copyOfRange(text, first, second));
        search.take(Arrays.copyOfRange(text, second, text.length));
        search.look();
        assertThat(search.matches()).as("cut at %d and %d", first, second).isEqualTo(3);
        assertThat(search.first()).contains("one é ready");
      }
    }
  }

  @Test
  void anchorsAreThoseOfTheLine() {
    LineSearch search = search("^ready$");
    take(search, "x ready\nready x\r\nready\r");
    assertThat(search.matches()).isEqualTo(1);
    LineSearch empty = search("^$");
    take(empty, "a\r\nb\r\n");
    assertThat(empty.matches()).isZero();
  }

  @Test
  void anUnfinishedLineCountsAsItStandsAndNotAgain() {
    LineSearch search = search("Password: ");
    take(search, "Password: ");
    assertThat(search.matches()).isZero();
    assertThat(search.unlooked()).isTrue();
    search.look();
    assertThat(search.matches()).isEqualTo(1);
    take(search, "\nPassword: \n");
    assertThat(search.matches()).isEqualTo(2);
  }

  @Test
  void whatMatchedBeforeTheWaitDoesNotCountAndWhatBeganBeforeDoes() {
    LineSearch known = search("ready");
    known.recall("ready, and".getBytes(UTF_8));
    take(known, " still ready\n");
    assertThat(known.matches()).isZero();
    LineSearch begun = search("ready");
    begun.recall("old ready\nrea".getBytes(UTF_8));
    take(begun, "dy\n");
    assertThat(begun.matches()).isEqualTo(1);
    assertThat(begun.first()).contains("ready");
  }

  @Test
  void inALineWithoutEndEachMatchIsFoundThoughLittleOfItIsHeld() {
    String filler = "-".repeat(3 * LineSearch.LINE_BYTES);
    for (int shift = 0; shift < 3 * LineSearch.LINE_BYTES; shift += 499) {
      LineSearch search = search("(?:needle){3}");
      take(search, "-".repeat(shift) + "needleneedleneedle" + filler);
      search.look();
      assertThat(search.matches()).as("after %d bytes", shift).isEqualTo(1);
    }
  }

  @Test
  void bytesThatAreNoTextAreNoObstacle() {
    LineSearch search = search("^.ready.$");
    search.take(new byte[] {(byte) 0xff});
    take(search, "ready");
    search.take(new byte[] {(byte) 0xc3, '\n'});
    assertThat(search.matches()).isEqualTo(1);
  }
}
