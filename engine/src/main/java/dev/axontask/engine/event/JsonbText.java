package dev.axontask.engine.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON text that PostgreSQL's {@code jsonb} takes: it refuses the escapes of NUL and of half a
 * surrogate pair, which are JSON all the same. They become U+FFFD in the task's row; the event's
 * payload keeps them.
 */
public final class JsonbText {
  private static final String HIGH = "\\\\u[dD][89abAB][0-9a-fA-F]{2}";
  private static final String LOW = "\\\\u[dD][c-fC-F][0-9a-fA-F]{2}";

  /** Either what stays (a pair, or another escape), or in group 1 what cannot. */
  private static final Pattern ESCAPE =
      Pattern.compile(
          HIGH + LOW + "|(" + HIGH + "|" + LOW + "|\\\\u0000)|\\\\u[0-9a-fA-F]{4}|\\\\.");

  private JsonbText() {}

  static @Nullable String of(@Nullable String json) {
    return json == null ? null : holdable(json);
  }

  /** The same value, or as near to it as that type can hold. */
  public static String holdable(String json) {
    if (json.indexOf('\\') < 0) {
      return json;
    }
    return ESCAPE.matcher(json).replaceAll(m -> m.group(1) == null ? "$0" : "\uFFFD");
  }

  static @Nullable String of(byte @Nullable [] json) {
    return json == null ? null : of(new String(json, UTF_8));
  }
}
