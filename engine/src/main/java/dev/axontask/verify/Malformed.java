package dev.axontask.verify;

/** A text is not in its form. The message says where or why. */
final class Malformed extends Exception {
  Malformed(String message) {
    super(message);
  }
}
