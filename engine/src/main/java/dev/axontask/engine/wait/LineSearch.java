package dev.axontask.engine.wait;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a pattern in the lines of one output, which comes in pieces that end anywhere. A line
 * ends with a line feed, a carriage return, or both; it counts once. A line that is longer than
 * {@link #LINE_BYTES} is looked at in parts that overlap, and can count once in each. For one
 * thread.
 */
final class LineSearch {
  /** Bytes of a line that are held. */
  static final int LINE_BYTES = 16 * 1024;

  /** Bytes in which the parts of a longer line overlap: a match up to this long is not missed. */
  static final int OVERLAP = 2 * 1024;

  private final LinePattern pattern;
  private final byte[] line = new byte[LINE_BYTES];
  private int length;
  private boolean afterReturn;

  /** Whether the line counted, as far as it is known. */
  private boolean counted;

  /** Whether there are bytes in the line that it was not looked at with. */
  private boolean fresh;

  private long matches;
  private @Nullable String first;

  LineSearch(LinePattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Output from before the wait: its last line goes on, and does not count if it matches by now.
   */
  void recall(byte[] bytes) {
    take(bytes);
    look();
    matches = 0;
    first = null;
  }

  /** Forgets the unfinished line: what follows does not follow on it. */
  void cut() {
    begin();
    afterReturn = false;
  }

  void take(byte[] bytes) {
    for (byte each : bytes) {
      take(each);
    }
  }

  private void take(byte each) {
    boolean secondHalf = each == '\n' && afterReturn;
    afterReturn = each == '\r';
    if (secondHalf) {
      return;
    }
    if (each == '\n' || each == '\r') {
      test();
      begin();
      return;
    }
    if (length == LINE_BYTES) {
      nextPart();
    }
    line[length++] = each;
    fresh = true;
  }

  private void nextPart() {
    test();
    System.arraycopy(line, LINE_BYTES - OVERLAP, line, 0, OVERLAP);
    length = OVERLAP;
    counted = pattern.isIn(text());
  }

  private void begin() {
    length = 0;
    counted = false;
    fresh = false;
  }

  /** Whether there is an unfinished line that was not looked at as it stands. */
  boolean unlooked() {
    return fresh && !counted;
  }

  /** Looks at the unfinished line as it stands. */
  void look() {
    if (unlooked()) {
      test();
    }
    fresh = false;
  }

  private void test() {
    if (counted) {
      return;
    }
    Optional<String> found = pattern.excerpt(text());
    if (found.isPresent()) {
      counted = true;
      matches++;
      first = first == null ? found.get() : first;
    }
  }

  private String text() {
    return new String(line, 0, length, StandardCharsets.UTF_8);
  }

  /** How many lines matched. */
  long matches() {
    return matches;
  }

  /** The first of them, or what of it is around the match. */
  Optional<String> first() {
    return Optional.ofNullable(first);
  }
}
