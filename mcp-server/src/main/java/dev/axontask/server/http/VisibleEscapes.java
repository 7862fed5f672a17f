package dev.axontask.server.http;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;

/**
 * Writes {@linkplain Invisible invisible} characters as JSON escapes: a program reads the same
 * text, and whoever looks at the JSON itself sees them.
 */
final class VisibleEscapes extends CharacterEscapes {
  private final int[] ascii;

  VisibleEscapes() {
    ascii = standardAsciiEscapesForJSON();
    ascii[0x7f] = ESCAPE_STANDARD;
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return ascii;
  }

  /**
   * The escape of a UTF-16 unit; null to write it as it is.
   *
   * @param ch a UTF-16 unit. The high surrogate of tags (E0000 and on) is escaped, and so each low
   *     one that is asked about alone: low ones of visible characters are written with their high
   *     one and never come here.
   */
  @Override
  public @Nullable SerializableString getEscapeSequence(int ch) {
    boolean tagSurrogate = ch == 0xdb40 || (ch >= 0xdc00 && ch <= 0xdfff);
    boolean otherSurrogate = ch >= 0xd800 && ch <= 0xdbff && !tagSurrogate;
    return tagSurrogate || (!otherSurrogate && Invisible.contains(ch))
        ? new SerializedString("\\u%04x".formatted(ch))
        : null;
  }
}
