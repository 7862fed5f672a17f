package dev.axontask.bridge.settings;

import java.util.Objects;

/** An API key, which never shows itself in a log line or an error. */
public final class Secret {
  private final String value;

  /**
   * A key as it was given.
   *
   * @throws IllegalArgumentException when the text cannot be a key
   */
  public Secret(String value) {
    if (value.isEmpty() || !value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException(
          "the API key holds a blank or a character that no key has; check AXONTASK_API_KEY or the"
              + " api-key file");
    }
    this.value = value;
  }

  /** For the Authorization header, and nothing else. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && value.equals(secret.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value);
  }

  @Override
  public String toString() {
    return "[hidden]";
  }
}
