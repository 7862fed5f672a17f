package dev.axontask.adapter;

/**
 * Where in its own records an adapter goes on after a crash. Opaque to the engine.
 *
 * @param value at most {@value #MAX_LENGTH} characters; empty means the beginning
 */
public record ResumePoint(String value) {
  public static final int MAX_LENGTH = 512;
  public static final ResumePoint BEGINNING = new ResumePoint("");

  public ResumePoint {
    if (value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a resume point has at most " + MAX_LENGTH + " characters");
    }
  }
}
