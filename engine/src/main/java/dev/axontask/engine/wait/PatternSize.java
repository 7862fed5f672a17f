package dev.axontask.engine.wait;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How large a regular expression is once its counted repetitions are written out, as an upper
 * bound. The library writes them out before it counts, so that {@code ((a{999}){999}){999}} would
 * take all memory there is. What is no regular expression has some size too: it is refused later.
 */
final class PatternSize {
  private static final long ENOUGH = 1_000_000;

  /** Any other brace stands for itself. */
  private static final Pattern COUNTED = Pattern.compile("\\{([0-9]+)(?:,([0-9]*))?}");

  private final String text;
  private int at;

  private PatternSize(String text) {
    this.text = text;
  }

  static long of(String text) {
    PatternSize size = new PatternSize(text);
    long all = 0;
    // A closing parenthesis that nothing opened ends a group too early.
    while (size.at < text.length()) {
      all = limited(all + size.group());
    }
    return all;
  }

  /** Up to the closing parenthesis, or the end. */
  private long group() {
    long all = 1;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == ')') {
        return all;
      }
      long atom =
          switch (c) {
            case '(' -> limited(2 + group());
            case '[' -> charClass();
            case '\\' -> escape();
            default -> 1L;
          };
      all = limited(all + repeated(atom));
    }
    return all;
  }

  /** With the repetitions that follow it. */
  private long repeated(long atom) {
    long size = atom;
    while (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
      Matcher counted = COUNTED.matcher(text).region(at, text.length());
      if (counted.lookingAt()) {
        size = limited(size * most(counted.group(1), counted.group(2)) + 1);
        at = counted.end();
      } else if (text.charAt(at) == '{') {
        return size;
      } else {
        size = limited(size + 1);
        at++;
      }
    }
    return size;
  }

  private static long most(String least, @Nullable String most) {
    return Math.max(1, Math.max(number(least), number(most)));
  }

  /** 0 if there is none. */
  private static long number(@Nullable String digits) {
    if (digits == null || digits.isEmpty()) {
      return 0;
    }
    return digits.length() > 6 ? ENOUGH : Long.parseLong(digits);
  }

  private long charClass() {
    if (at < text.length() && text.charAt(at) == '^') {
      at++;
    }
    int first = at;
    while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
      boolean named = text.startsWith("[:", at) && text.indexOf(":]", at) > 0;
      at = named ? text.indexOf(":]", at) + 2 : at + (text.charAt(at) == '\\' ? 2 : 1);
    }
    at = Math.min(text.length(), at + 1);
    return 1;
  }

  private long escape() {
    if (at >= text.length()) {
      return 1;
    }
    if (text.charAt(at) == 'Q') {
      int end = text.indexOf("\\E", at);
      long from = at;
      at = end < 0 ? text.length() : end + 2;
      return at - from;
    }
    at++;
    // What is in braces is a name or a number of a character, and no repetition.
    if ("pPx".indexOf(text.charAt(at - 1)) >= 0 && at < text.length() && text.charAt(at) == '{') {
      int end = text.indexOf('}', at);
      at = end < 0 ? text.length() : end + 1;
    }
    return 1;
  }

  private static long limited(long size) {
    return Math.min(size, ENOUGH);
  }
}
