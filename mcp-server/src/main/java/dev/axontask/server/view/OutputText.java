package dev.axontask.server.view;

import dev.axontask.server.http.Invisible;
import dev.axontask.server.http.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as a model reads them without waste: output as it is, with invisible characters shown, and
 * each other event as a line in brackets.
 */
public final class OutputText {
  private static final int LONGEST_FACT = 300;

  private final StringBuilder text = new StringBuilder();

  /** Adds an event in its JSON form. */
  public void add(Map<String, @Nullable Object> event) {
    String kind = String.valueOf(event.get("kind"));
    if (event.get("payload") instanceof Map<?, ?> payload) {
      switch (kind) {
        case "stdout", "stderr" -> output(payload);
        default -> fact(kind, Json.text(payload));
      }
    } else {
      fact(kind, "erased");
    }
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
