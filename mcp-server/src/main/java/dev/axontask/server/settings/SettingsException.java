package dev.axontask.server.settings;

import java.util.List;

/** What is wrong with the settings, all of it, each in a sentence that says what is allowed. */
public final class SettingsException extends Exception {
  private final List<String> problems;

  public SettingsException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
