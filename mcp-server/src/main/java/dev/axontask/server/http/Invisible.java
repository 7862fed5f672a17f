package dev.axontask.server.http;

/**
 * Characters that a reader does not see and that may therefore hide text from a person or smuggle
 * it to a model: controls, bidirectional overrides, zero-width characters, fillers, tags.
 */
public final class Invisible {
  private Invisible() {}

  /** Whether a code point is one of them; line feed and tab are not. */
  public static boolean contains(int c) {
    if (c < 0x7f) {
      return c < 0x20 && c != '\n' && c != '\t';
    }
    return (c <= 0x9f)
        || c == 0xad
        || c == 0x34f
        || c == 0x61c
        || c == 0x115f
        || c == 0x1160
        || (c >= 0x17b4 && c <= 0x17b5)
        || (c >= 0x180b && c <= 0x180f)
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0x3164
        || c == 0xfeff
        || c == 0xffa0
        || (c >= 0xfff0 && c <= 0xfffb)
        || (c >= 0x1d173 && c <= 0x1d17a)
        || (c >= 0xe0000 && c <= 0xe0fff)
        || Character.getType(c) == Character.SURROGATE;
  }

  /** The text with each of them written out: ESC as {@code \x1b}, wider ones by their number. */
  public static String escaped(String text) {
    int first = firstIn(text);
    if (first < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 32).append(text, 0, first);
    for (int i = first; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (c == '\r' && next < text.length() && text.charAt(next) == '\n') {
        i = next;
        continue;
      }
      append(out, c);
      i = next;
    }
    return out.toString();
  }

  private static void append(StringBuilder out, int c) {
    if (!contains(c)) {
      out.appendCodePoint(c);
    } else if (c == '\r') {
      out.append("\\r");
    } else if (c < 0x100) {
      out.append("\\x%02x".formatted(c));
    } else {
      out.append("\\u{%x}".formatted(c));
    }
  }

  private static int firstIn(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (contains(c)) {
        return i;
      }
      i += Character.charCount(c);
    }
    return -1;
  }
}
