package dev.axontask.engine.task;

import dev.axontask.engine.Limits;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What text and JSON have to be like to be kept. Each check gives what is wrong, if anything. */
public final class RequestText {
  private RequestText() {}

  /** PostgreSQL's text holds no NUL, and UTF-8 no half of a surrogate pair. */
  public static Optional<String> storable(String text) {
    if (text.indexOf('\0') >= 0) {
      return Optional.of("must not contain NUL characters (U+0000)");
    }
    return validUnicode(text) ? Optional.empty() : Optional.of("is not valid Unicode text");
  }

  /** In characters as people count them. */
  public static Optional<String> lengthUpTo(int max, String text) {
    return text.codePointCount(0, text.length()) <= max
        ? Optional.empty()
        : Optional.of("has more than " + max + " characters");
  }

  /** JSON as JDK types: its depth, its text, its keys. */
  static Optional<String> json(@Nullable Object value, boolean nulAllowed) {
    return json(value, nulAllowed, 0);
  }

  private static Optional<String> json(@Nullable Object value, boolean nulAllowed, int depth) {
    if (depth > Limits.JSON_DEPTH) {
      return Optional.of("is nested more than " + Limits.JSON_DEPTH + " levels deep");
    }
    return switch (value) {
      case String text when nulAllowed ->
          validUnicode(text) ? Optional.empty() : Optional.of("holds text that is not Unicode");
      case String text -> storable(text);
      case Map<?, ?> members -> {
        Optional<String> wrong = jsonAll(members.keySet(), nulAllowed, depth);
        yield wrong.isPresent() ? wrong : jsonAll(members.values(), nulAllowed, depth);
      }
      case Collection<?> items -> jsonAll(items, nulAllowed, depth);
      case null, default -> Optional.empty();
    };
  }

  private static Optional<String> jsonAll(Collection<?> items, boolean nulAllowed, int depth) {
    for (Object item : items) {
      Optional<String> wrong = json(item, nulAllowed, depth + 1);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static boolean validUnicode(String text) {
    try {
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException loneSurrogate) {
      return false;
    }
  }
}
