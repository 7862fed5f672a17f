package dev.axontask.server.view;

import dev.axontask.server.http.Invisible;
import dev.axontask.server.http.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as a model reads them without waste: output as it is, with invisible characters shown, and
 * each other event as a line in brackets. For one thread.
 */
public final class OutputText {
  private static final int LONGEST_FACT = 300;

  private final StringBuilder text = new StringBuilder();
  private int beforeLast;

  /**
   * Adds an event in its JSON form.
   *
   * @return the characters that it takes here, as a part of a JSON string
   */
  public int add(Map<String, @Nullable Object> event) {
    beforeLast = text.length();
    String kind = String.valueOf(event.get("kind"));
    if (event.get("payload") instanceof Map<?, ?> payload) {
      switch (kind) {
        case "stdout", "stderr" -> output(payload);
        default -> fact(kind, Json.text(payload));
      }
    } else {
      fact(kind, event.get("cut_bytes") == null ? "erased" : "too large for this result");
    }
    return written(text.substring(beforeLast));
  }

  /** Takes the last event out again. */
  public void undo() {
    text.setLength(beforeLast);
  }

  /**
   * Shortens the last event in its middle, so that its beginning and its end stay; one that fits
   * stays whole.
   *
   * @param room characters that it may take with the line, as a part of a JSON string
   * @param line stands where something is left out, or at the end
   */
  public void shortenLast(int room, String line) {
    String whole = text.substring(beforeLast);
    int left = Math.max(0, room - written("\n" + line + "\n"));
    int kept = whole.length();
    while (kept > 0 && written(head(whole, kept / 2)) + written(tail(whole, kept / 2)) > left) {
      kept = kept * 7 / 8;
    }
    undo();
    boolean all = kept == whole.length();
    text.append(all ? whole : head(whole, kept / 2));
    newLine();
    text.append(line).append('\n').append(all ? "" : tail(whole, kept / 2));
  }

  private static String head(String text, int length) {
    boolean splits = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }

  private static String tail(String text, int length) {
    int from = text.length() - length;
    boolean splits = length > 0 && Character.isLowSurrogate(text.charAt(from));
    return text.substring(splits ? from + 1 : from);
  }

  private static int written(String part) {
    return Json.text(part).length() - "\"\"".length();
  }

  private void output(Map<?, ?> payload) {
    if (payload.get("text") instanceof String output) {
      text.append(Invisible.escaped(output));
    } else if (payload.get("base64") instanceof String base64) {
      fact("output", base64.length() / 4 * 3 + " bytes that are not UTF-8");
    }
  }

  private void fact(String kind, String detail) {
    newLine();
    String shown =
        detail.length() <= LONGEST_FACT ? detail : detail.substring(0, LONGEST_FACT) + "…";
    text.append('[').append(kind).append(' ').append(Invisible.escaped(shown)).append("]\n");
  }

  private void newLine() {
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
  }

  /** What was added, then the line. */
  public String endingWith(String line) {
    newLine();
    return text.append(line).toString();
  }
}
