package dev.axontask.server.cli;

import dev.axontask.server.http.Invisible;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Task output for a terminal: it may colour text and return the carriage, and nothing else. */
final class TerminalText {
  private static final Pattern HARMLESS = Pattern.compile("\u001b\\[[0-9;]*m|\r");

  private TerminalText() {}

  static String safe(String text) {
    StringBuilder out = new StringBuilder(text.length());
    Matcher harmless = HARMLESS.matcher(text);
    int from = 0;
    while (harmless.find()) {
      out.append(Invisible.escaped(text.substring(from, harmless.start())));
      out.append(harmless.group());
      from = harmless.end();
    }
    return out.append(Invisible.escaped(text.substring(from))).toString();
  }
}
