package dev.axontask.adapter.fly;

import java.util.Optional;

/**
 * The credential that Fly is shown. It prints as {@code ***}; only {@link #header} reveals it.
 *
 * <p>Source: "Working with the Machines API", Authentication ({@code Authorization: Bearer}); a
 * token that was pasted with its scheme {@code FlyV1} keeps it, as fly-go does.
 */
final class Token {
  private static final int MAX_LENGTH = 16 * 1024;
  private static final String MACAROON = "FlyV1 ";

  private final String value;

  private Token(String value) {
    this.value = value;
  }

  /** Empty for what cannot stand in a header. */
  static Optional<Token> of(String text) {
    String value = text.strip();
    boolean fits = !value.isEmpty() && value.length() <= MAX_LENGTH;
    return fits && value.chars().allMatch(c -> c >= ' ' && c < 0x7f)
        ? Optional.of(new Token(value))
        : Optional.empty();
  }

  /** The value of the header {@code Authorization}. */
  String header() {
    return value.startsWith(MACAROON) ? value : "Bearer " + value;
  }

  /** A text that came from elsewhere, without the token. */
  String removedFrom(String text) {
    String bare = value.startsWith(MACAROON) ? value.substring(MACAROON.length()) : value;
    return text.replace(bare, "***");
  }

  @Override
  public String toString() {
    return "***";
  }
}
