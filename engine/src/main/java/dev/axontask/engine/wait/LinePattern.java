package dev.axontask.engine.wait;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * A regular expression of RE2 (no look-around, no back-references), looked for anywhere in a line.
 * Its matching takes time in proportion to the line. Immutable.
 */
public final class LinePattern {
  /** Characters: a person's pattern, not a program. */
  public static final int MAX_LENGTH = 500;

  /**
   * Instructions of the compiled program: with each character of output each of them may be looked
   * at once.
   */
  static final int MAX_SIZE = 2_000;

  /** Characters of a line that are shown. */
  static final int SHOWN = 300;

  private static final int SHOWN_BEFORE = 100;

  private final Pattern pattern;

  private LinePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /** What became of a text that should be a pattern. */
  public sealed interface Parsed {
    record Usable(LinePattern pattern) implements Parsed {}

    /**
     * It is none, or too large.
     *
     * @param problem what is wrong and what is allowed
     */
    record Refused(String problem) implements Parsed {}
  }

  /** Reads a pattern without building one that is too large. */
  public static Parsed parse(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return new Parsed.Refused("must have 1 to " + MAX_LENGTH + " characters");
    }
    if (PatternSize.of(text) > MAX_SIZE) {
      return tooLarge();
    }
    try {
      Pattern compiled = Pattern.compile(text);
      return compiled.programSize() > MAX_SIZE
          ? tooLarge()
          : new Parsed.Usable(new LinePattern(compiled));
    } catch (PatternSyntaxException wrong) {
      return new Parsed.Refused(
          "is not a regular expression of RE2 (no look-around, no back-references): "
              + wrong.getDescription());
    }
  }

  private static Parsed tooLarge() {
    return new Parsed.Refused("is too large once its repetitions are written out; repeat less");
  }

  boolean isIn(String line) {
    return pattern.matcher(line).find();
  }

  /** The line if it matches; of a long one what is around the match. */
  Optional<String> excerpt(String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    if (line.length() <= SHOWN) {
      return Optional.of(line);
    }
    int from = whole(line, Math.clamp(matcher.start() - SHOWN_BEFORE, 0, line.length() - SHOWN));
    int to = whole(line, from + SHOWN);
    return Optional.of(line.substring(from, to));
  }

  /** Not inside a character of two. */
  private static int whole(String line, int index) {
    boolean inside =
        index > 0 && index < line.length() && Character.isLowSurrogate(line.charAt(index));
    return inside ? index - 1 : index;
  }
}
