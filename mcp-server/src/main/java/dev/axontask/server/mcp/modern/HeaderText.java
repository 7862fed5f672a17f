package dev.axontask.server.mcp.modern;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Values in headers (transports/streamable-http, value encoding). */
final class HeaderText {
  private static final String PREFIX = "=?base64?";
  private static final String SUFFIX = "?=";

  private HeaderText() {}

  /** Whether all of it may stand in a header as it is: visible ASCII, spaces and tabs. */
  static boolean plain(String value) {
    return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
  }

  /**
   * What a header stands for: itself, or the UTF-8 text within {@code =?base64?} and {@code ?=}.
   *
   * @return empty if it holds characters that no header may, or what is within is not exactly what
   *     an encoder writes
   */
  static Optional<String> decoded(String value) {
    if (!plain(value)) {
      return Optional.empty();
    }
    boolean encoded =
        value.length() >= PREFIX.length() + SUFFIX.length()
            && value.startsWith(PREFIX)
            && value.endsWith(SUFFIX);
    return encoded
        ? unwrapped(value.substring(PREFIX.length(), value.length() - SUFFIX.length()))
        : Optional.of(value);
  }

  private static Optional<String> unwrapped(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
        return Optional.empty(); // The padding is missing, or its bits are not zero.
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
