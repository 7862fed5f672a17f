package dev.axontask.server.settings;

/** Text that must not be seen: it prints as {@code ***}. {@link #reveal} is where it is used. */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The text itself, for the one call that needs it. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
